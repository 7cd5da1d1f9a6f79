// Rules of the metrics that training follows.
import { combined, metricNamesOf, validationTarget } from "../derive.ts"
import { featureParts } from "../features.ts"
import type { EcdConfig, OutputFeatureConfig } from "../root.ts"
import { didYouMean, rule, type Check } from "./check.ts"

export const validationMetric: Check = (config) => {
  const { validation_field: field, validation_metric: metric } = config.trainer
  const fields = [...config.output_features.map((output) => output.name), combined]
  if (field !== null && !fields.includes(field))
    return [
      rule(
        ["trainer", "validation_field"],
        `\`validation_field\` is ${field}, which is not an output.`,
        didYouMean(field, fields),
      ),
    ]
  if (field === combined)
    return metric === null || metric === "loss"
      ? []
      : [rule(["trainer", "validation_metric"], `All outputs combined have no ${metric}, only loss.`)]
  const all: readonly OutputFeatureConfig[] = config.output_features
  const outputs = all.filter((output) => field === null || output.name === field)
  const known = [...new Set(outputs.flatMap((output) => metricNamesOf(output, config)))]
  if (metric !== null && !known.includes(metric))
    return [
      rule(
        ["trainer", "validation_metric"],
        `No output${field === null ? "" : ` ${field}`} has a metric ${metric}.`,
        didYouMean(metric, known),
      ),
    ]
  if (validationTarget(config) === undefined)
    return [
      rule(
        ["trainer", "validation_metric"],
        `Several outputs have the metric ${metric}.`,
        "Say which in `validation_field`.",
      ),
    ]
  return []
}

export const defaultMetrics: Check = (config) =>
  config.output_features.flatMap((output, index) => {
    const known = [...new Set([...metricNamesOf(output, config), output.loss.type])]
    const metric = output.default_validation_metric
    return known.includes(metric)
      ? []
      : [
          rule(
            ["output_features", index, "default_validation_metric"],
            `A ${output.type} output has no metric ${metric}.`,
            didYouMean(metric, known),
          ),
        ]
  })

/** The metrics that change the learning rate or the batch size. */
export const plateauMetrics: Check<EcdConfig> = ({ trainer, output_features: outputs }) => {
  const known = [
    ...new Set(["loss", ...outputs.flatMap(({ type }) => featureParts[type].metrics.map((one) => one.type))]),
  ]
  const watched = [
    [["trainer", "learning_rate_scheduler", "reduce_eval_metric"], trainer.learning_rate_scheduler.reduce_eval_metric],
    [["trainer", "increase_batch_size_eval_metric"], trainer.increase_batch_size_eval_metric],
  ] as const
  return watched.flatMap(([path, metric]) =>
    metric === null || known.includes(metric)
      ? []
      : [rule(path, `No output has a metric ${metric}.`, didYouMean(metric, known))],
  )
}
