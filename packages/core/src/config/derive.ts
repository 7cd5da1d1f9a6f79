// What a checked config implies: which metric of which output training follows.
import type { Metric } from "../define.ts"
import { rankedMetrics } from "../metrics/index.ts"
import { isRanking } from "../trees/objectives/lambdarank.ts"
import { featureParts } from "./features.ts"
import type { Config, OutputFeatureConfig } from "./root.ts"

/** The name of all outputs together. */
export const combined = "combined"

/** Whether the rows of a group are put in order by this output. */
const isRanked = (output: OutputFeatureConfig, { trainer }: Config): boolean =>
  output.type === "number" && "objective" in trainer && isRanking(trainer.objective)

const metricsOf = (output: OutputFeatureConfig, config: Config): readonly Metric[] =>
  isRanked(output, config) ? rankedMetrics : featureParts[output.type].metrics

/** The metrics that an output can be followed by; the name of its loss, where it is one of single rows, stands for `loss`. */
export const metricNamesOf = (output: OutputFeatureConfig, config: Config): readonly string[] => [
  ...metricsOf(output, config).map((metric) => metric.type),
  "loss",
  ...(isRanked(output, config) ? [] : [output.loss.type]),
]

/** The output and the metric that training follows; undefined where several outputs have the metric. */
export function validationTarget(config: Config): { field: string; metric: string } | undefined {
  const { validation_field: field, validation_metric: metric } = config.trainer
  const outputs: readonly OutputFeatureConfig[] = config.output_features
  const [first] = outputs
  if (first === undefined) return undefined
  if (field === combined) return { field, metric: "loss" }
  if (field === null && metric !== null) {
    const having = outputs.filter((output) => metricNamesOf(output, config).includes(metric))
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
  const isLoss = output !== undefined && isNameOfLoss(target.metric, output, config)
  const followed = { validation_field: target.field, validation_metric: isLoss ? "loss" : target.metric }
  return { ...config, trainer: { ...config.trainer, ...followed } } as Config // the same but for two settings of every trainer
}

const isNameOfLoss = (metric: string, output: OutputFeatureConfig, config: Config): boolean =>
  metric === output.loss.type && !metricsOf(output, config).some((known) => known.type === metric)
