// Which metric is followed: the one the config names, or the first output's own.
import { featureType, type ModelSpec, type TrainerSettings } from "@fidelio/core"
import type { ValidationTarget } from "./progress.ts"

export function validationTarget(
  spec: Pick<ModelSpec, "outputs">,
  trainer: Pick<TrainerSettings, "validation_field" | "validation_metric">,
  hasValidation: boolean,
): ValidationTarget {
  const split = hasValidation ? "validation" : "training"
  const { validation_field: field, validation_metric: metric } = trainer
  const output =
    spec.outputs.find(({ feature }) => feature.name === field) ??
    spec.outputs.find(
      ({ type }) => field === null && metric !== null && type.metrics.some((known) => known.type === metric),
    ) ??
    spec.outputs[0]!
  if (field === "combined") return { field, metric: "loss", direction: "minimize", split }
  const followed = metric ?? featureType(output.feature).output?.defaultMetric ?? "loss"
  const direction = output.type.metrics.find(({ type }) => type === followed)?.direction ?? "minimize"
  return { field: output.feature.name, metric: followed, direction, split }
}
