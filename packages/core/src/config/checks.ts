// The rules between settings: each is a small function that says what contradicts what, and where.
import type { Path } from "../schema/walk.ts"
import { orList } from "../schema/expectation.ts"
import { combined, metricNamesOf, validationTarget } from "./derive.ts"
import type { Problem } from "./draft.ts"
import { featureParts, type NumberInputConfig } from "./features.ts"
import { initializerSettings } from "./initializer-check.ts"
import type { Config, EcdConfig, GbmConfig, LinearConfig } from "./root.ts"
import { nearest } from "./suggest.ts"

type Check<C extends Config = Config> = (config: C) => readonly Problem[]

const rule = (path: Path, message: string, hint?: string): Problem => ({
  code: "config/rule",
  path,
  part: "value",
  message,
  hint,
})

const didYouMean = (written: string, known: readonly string[]): string => {
  const meant = nearest(written, known)
  return meant === undefined ? `Known: ${orList(known).replace(/ or ([^ ]*)$/, ", $1")}.` : `Did you mean \`${meant}\`?`
}

const sides = ["input_features", "output_features"] as const

const uniqueNames: Check = (config) =>
  sides.flatMap((side) => {
    const seen = new Set<string>()
    return config[side].flatMap(({ name }, index) =>
      seen.size === seen.add(name).size
        ? [
            rule(
              [side, index, "name"],
              `Two features of \`${side}\` are called ${name}.`,
              "Give one another name; `column` says which column it reads.",
            ),
          ]
        : [],
    )
  })

const someActive: Check = (config) =>
  sides.flatMap((side) =>
    config[side].some((feature) => feature.active) ? [] : [rule([side], `No feature of \`${side}\` is active.`)],
  )

const tiedInputs: Check<EcdConfig> = (config) => {
  const wrong = wronglyTied(config)
  if (wrong.length > 0) return wrong
  const edges = config.input_features.map(({ name, tied }) => [name, tied === null ? [] : [tied]] as const)
  const circle = findCircle(new Map(edges))
  if (circle === undefined) return []
  const index = config.input_features.findIndex(({ name }) => name === circle[0])
  const message = `The inputs are tied to one another in a circle: ${circle.join(" → ")}.`
  return [rule(["input_features", index, "tied"], message)]
}

const wronglyTied: Check<EcdConfig> = (config) =>
  config.input_features.flatMap((feature, index) => {
    if (feature.tied === null) return []
    const path = ["input_features", index, "tied"]
    const other = config.input_features.find((candidate) => candidate.name === feature.tied)
    const names = config.input_features.map((candidate) => candidate.name).filter((name) => name !== feature.name)
    if (other === feature) return [rule(path, `${feature.name} is tied to itself.`)]
    if (other === undefined)
      return [
        rule(
          path,
          `${feature.name} is tied to ${feature.tied}, which is not an input.`,
          didYouMean(feature.tied, names),
        ),
      ]
    if (other.type !== feature.type)
      return [
        rule(
          path,
          `${feature.name} (${feature.type}) is tied to ${other.name} (${other.type}); only inputs of one type can share an encoder.`,
        ),
      ]
    return []
  })

const dependencies: Check<EcdConfig> = (config) => {
  const outputs = new Map(config.output_features.map((output) => [output.name, output]))
  const unknown = config.output_features.flatMap((output, index) =>
    output.dependencies.flatMap((name, position) =>
      outputs.has(name) && name !== output.name
        ? []
        : [
            rule(
              ["output_features", index, "dependencies", position],
              name === output.name
                ? `${name} depends on itself.`
                : `${output.name} depends on ${name}, which is not an output.`,
              name === output.name
                ? undefined
                : didYouMean(
                    name,
                    [...outputs.keys()].filter((known) => known !== output.name),
                  ),
            ),
          ],
    ),
  )
  if (unknown.length > 0) return unknown
  const circle = findCircle(new Map([...outputs].map(([name, output]) => [name, output.dependencies])))
  if (circle === undefined) return []
  const index = config.output_features.findIndex((output) => output.name === circle[0])
  return [
    rule(
      ["output_features", index, "dependencies"],
      `The outputs depend on one another in a circle: ${circle.join(" → ")}.`,
    ),
  ]
}

/** A circle of dependencies, its first name repeated at the end. */
function findCircle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of edges.get(name) ?? []) {
      const circle = visit(next, [...trail, name])
      if (circle !== undefined) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of edges.keys()) {
    const circle = visit(name, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

const oneCheckpointFrequency: Check<EcdConfig> = ({ trainer }) =>
  trainer.checkpoints_per_epoch > 0 && trainer.steps_per_checkpoint > 0
    ? [
        rule(
          ["trainer", "steps_per_checkpoint"],
          "Both `checkpoints_per_epoch` and `steps_per_checkpoint` are set.",
          "Keep one.",
        ),
      ]
    : []

const batchSizes: Check<EcdConfig> = ({ trainer }) => {
  const {
    batch_size: batch,
    effective_batch_size: effective,
    gradient_accumulation_steps: steps,
    max_batch_size: most,
  } = trainer
  const problems: Problem[] = []
  if (batch !== "auto" && batch > most)
    problems.push(
      rule(["trainer", "batch_size"], `\`batch_size\` (${batch}) is more than \`max_batch_size\` (${most}).`),
    )
  if (effective === "auto") return problems
  const unit = (batch === "auto" ? 1 : batch) * (steps === "auto" ? 1 : steps)
  const isExact = batch !== "auto" && steps !== "auto"
  if (isExact ? effective !== unit : effective % unit !== 0)
    problems.push(
      rule(
        ["trainer", "effective_batch_size"],
        isExact
          ? `\`effective_batch_size\` is ${effective}, but \`batch_size\` × \`gradient_accumulation_steps\` is ${unit}.`
          : `\`effective_batch_size\` (${effective}) is not a multiple of ${unit}.`,
        "Leave one of the three out.",
      ),
    )
  return problems
}

const validationMetric: Check = (config) => {
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
  const outputs = config.output_features.filter((output) => field === null || output.name === field)
  const known = [...new Set(outputs.flatMap(metricNamesOf))]
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

/** The metrics that change the learning rate or the batch size. */
const plateauMetrics: Check<EcdConfig> = ({ trainer, output_features: outputs }) => {
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

const defaultMetrics: Check = (config) =>
  config.output_features.flatMap((output, index) => {
    const known = metricNamesOf(output)
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

const balancing: Check = ({ preprocessing, output_features }) => {
  const { oversample_minority: over, undersample_majority: under } = preprocessing
  if (over === null && under === null) return []
  const key = over === null ? "undersample_majority" : "oversample_minority"
  if (over !== null && under !== null)
    return [
      rule(
        ["preprocessing", "undersample_majority"],
        "Both `oversample_minority` and `undersample_majority` are set.",
        "Keep one.",
      ),
    ]
  if (output_features.length !== 1 || output_features[0]?.type !== "binary")
    return [rule(["preprocessing", key], `\`${key}\` needs exactly one output, a binary one.`)]
  return []
}

const sampling: Check = ({ preprocessing }) =>
  preprocessing.sample_size !== null && preprocessing.sample_ratio < 1
    ? [rule(["preprocessing", "sample_size"], "Both `sample_size` and `sample_ratio` are set.", "Keep one.")]
    : []

const splitRules: Check = (config) => {
  const { split } = config.preprocessing
  const problems: Problem[] = []
  if ("probabilities" in split) {
    const [train] = split.probabilities
    const sum = split.probabilities.reduce((total, share) => total + share, 0)
    const path = ["preprocessing", "split", "probabilities"]
    if (Math.abs(sum - 1) > 1e-6)
      problems.push(rule(path, `The shares of the split add up to ${Number(sum.toPrecision(6))}; expected 1.`))
    else if (train === 0)
      problems.push(rule(path, "No rows are left to train on.", "Give training, the first of the three, a share."))
  }
  if (split.type === "stratify" || split.type === "datetime") {
    const allowed = split.type === "stratify" ? ["binary", "category"] : ["date"]
    const feature = [...config.input_features, ...config.output_features].find(({ column }) => column === split.column)
    if (feature !== undefined && !allowed.includes(feature.type))
      problems.push(
        rule(
          ["preprocessing", "split", "column"],
          `${split.column} is a ${feature.type} feature; a ${split.type} split needs a column that is ${orList(allowed)}, or no feature.`,
        ),
      )
  }
  return problems
}

const limits: Check = (config) =>
  config.output_features.flatMap((output, index) =>
    output.type === "number" && output.clip !== null && output.clip[0] >= output.clip[1]
      ? [
          rule(
            ["output_features", index, "clip"],
            `\`clip\` is ${output.clip.join(" to ")}; expected the least first, then the greatest.`,
          ),
        ]
      : [],
  )

const freezePattern: Check<EcdConfig> = ({ trainer }) => {
  const pattern = trainer.layers_to_freeze_regex
  if (pattern === null) return []
  try {
    new RegExp(pattern)
    return []
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return [rule(["trainer", "layers_to_freeze_regex"], `\`layers_to_freeze_regex\` is no pattern: ${reason}.`)]
  }
}

const missingKept: Check = ({ model_type, input_features, output_features }) => {
  const isKept = ({ preprocessing: { missing_value_strategy, outlier_strategy } }: NumberInputConfig): boolean =>
    missing_value_strategy === "keep" || outlier_strategy === "keep"
  const inputs = input_features.flatMap((input, index) =>
    input.type !== "number" || !isKept(input) || (model_type === "gbm" && input.preprocessing.normalization === null)
      ? []
      : [
          rule(
            ["input_features", index, "preprocessing", "missing_value_strategy"],
            `${input.name} keeps missing values, which only trees can take, and only as they are.`,
            model_type === "gbm" ? "Set `normalization` to null." : "Fill them: `fill_with_mean`.",
          ),
        ],
  )
  const outputs = output_features.flatMap((output, index) =>
    output.type === "number" && output.preprocessing.missing_value_strategy === "keep"
      ? [
          rule(
            ["output_features", index, "preprocessing", "missing_value_strategy"],
            `${output.name} is predicted, so a missing value cannot be kept.`,
            "Use `drop_row`.",
          ),
        ]
      : [],
  )
  return [...inputs, ...outputs]
}

/** Inputs and outputs that share parts: networks only. */
const nothingShared: Check = ({ model_type, input_features, output_features }) => [
  ...input_features.flatMap(({ tied }, index) =>
    tied === null ? [] : [rule(["input_features", index, "tied"], `A ${model_type} model has no encoders to share.`)],
  ),
  ...output_features.flatMap(({ dependencies }, index) =>
    dependencies.length === 0
      ? []
      : [rule(["output_features", index, "dependencies"], `Outputs of a ${model_type} model do not depend on others.`)],
  ),
]

/** The rules of every model type. */
const sharedChecks: readonly Check[] = [
  uniqueNames,
  someActive,
  validationMetric,
  defaultMetrics,
  balancing,
  sampling,
  splitRules,
  limits,
  missingKept,
]

/** The rules of one model type. */
const ownChecks: {
  readonly ecd: readonly Check<EcdConfig>[]
  readonly gbm: readonly Check<GbmConfig>[]
  readonly linear: readonly Check<LinearConfig>[]
} = {
  ecd: [
    tiedInputs,
    dependencies,
    oneCheckpointFrequency,
    batchSizes,
    plateauMetrics,
    freezePattern,
    initializerSettings,
  ],
  gbm: [nothingShared],
  linear: [nothingShared],
}

/** What contradicts what in a config that its schema allows. */
export function checkConfig(config: Config): readonly Problem[] {
  const own = ownChecks[config.model_type] as readonly Check[] // by its model type
  return [...sharedChecks, ...own].flatMap((check) => check(config))
}
