// What a checked config implies: which metric of which output training follows.
import { featureParts } from "./features.ts"
import type { Config, OutputFeatureConfig } from "./root.ts"

/** The name of all outputs together. */
export const combined = "combined"

/** The metrics that an output can be followed by; the name of its loss stands for `loss`. */
export const metricNamesOf = (output: OutputFeatureConfig): readonly string[] => [
  ...featureParts[output.type].metrics.map((metric) => metric.type),
  "loss",
  output.loss.type,
]

/** The output and the metric that training follows; undefined where several outputs have the metric. */
export function validationTarget(config: Config): { field: string; metric: string } | undefined {
  const { validation_field: field, validation_metric: metric } = config.trainer
  const outputs: readonly OutputFeatureConfig[] = config.output_features
  const [first] = outputs
  if (first === undefined) return undefined
  if (field === combined) return { field, metric: "loss" }
  if (field === null && metric !== null) {
    const having = outputs.filter((output) => metricNamesOf(output).includes(metric))
    if (having.length !== 1) return metric === "loss" ? { field: combined, metric } : undefined
    return { field: having[0]?.name ?? first.name, metric }
  }
  const output = outputs.find((candidate) => candidate.name === field) ?? first
  return { field: output.name, metric: metric ?? output.default_validation_metric }
}

/** The config with what it implies written out. */
export function derive(config: Config): Config {
  const target = validationTarget(config)
  if (target === undefined) return config
  const output = config.output_features.find((candidate) => candidate.name === target.field)
  const isLoss = output !== undefined && isNameOfLoss(output, target.metric)
  const followed = { validation_field: target.field, validation_metric: isLoss ? "loss" : target.metric }
  return { ...config, trainer: { ...config.trainer, ...followed } } as Config // the same but for two settings of every trainer
}

const isNameOfLoss = (output: OutputFeatureConfig, metric: string): boolean =>
  metric === output.loss.type && !featureParts[output.type].metrics.some((known) => known.type === metric)
