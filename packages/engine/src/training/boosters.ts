// A booster an output over one table of bins, and what their states are as tensors.
import {
  binColumns,
  createBooster,
  encodedColumn,
  exampleWeights,
  FidelioError,
  tensorsOfTrees,
  treeObjective,
  treesOf,
  type Booster,
  type EncodedSplit,
  type ModelOutput,
  type Tensor,
  type TreeModel,
  type TreeObjective,
  type TreeThreads,
  type Validation,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import type { SplitLogits } from "../evaluation/logits-reporter.ts"
import type { ResolvedGbmConfig } from "./gbm-auto.ts"
import { learnerColumns } from "./learner-columns.ts"

type SplitName = "training" | "validation" | "test"

/** One output's trees in the making. */
interface OutputBooster {
  readonly output: ModelOutput
  readonly booster: Booster
  readonly validations: ReadonlyMap<SplitName, Validation>
}

export interface Boosters {
  readonly rounds: number
  round(): void
  /** The scores of a split's examples now. */
  logits(split: SplitName): SplitLogits
  /** The trees so far, by output. */
  models(): ReadonlyMap<string, TreeModel>
  /** Everything that going on takes. */
  state(): ReadonlyMap<string, Tensor>
}

export interface BoostersOptions {
  readonly config: ResolvedGbmConfig
  readonly dataset: PreparedDataset
  readonly outputs: readonly ModelOutput[]
  readonly seed: number
  readonly threads: TreeThreads | undefined
  /** Of an interrupted run. */
  readonly variables: ReadonlyMap<string, Tensor> | undefined
}

export function createBoosters(options: BoostersOptions): Boosters {
  const { config, dataset, outputs, seed } = options
  const { features, layout, splits } = dataset
  const binned = binColumns(learnerColumns(features, layout, splits.training), {
    max_bin: config.trainer.max_bin,
    seed,
  })
  const others = (["validation", "test"] as const).flatMap((name) => {
    const split = splits[name]
    return split === undefined || split.size === 0 ? [] : [[name, learnerColumns(features, layout, split)] as const]
  })
  const boosters = outputs.map((output): OutputBooster => {
    const booster = createOutputBooster(output, binned, options)
    return {
      output,
      booster,
      validations: new Map(others.map(([name, columns]) => [name, booster.addValidation(columns)])),
    }
  })
  return {
    get rounds() {
      return boosters[0]!.booster.rounds // there is an output
    },
    round: () => boosters.forEach(({ booster }) => booster.round()),
    logits: (split) =>
      new Map(
        boosters.map(({ output, booster, validations }) => {
          const scores = split === "training" ? booster.scores : validations.get(split)!.scores // asked for splits that are there
          return [output.feature.name, Float32Array.from(scores)]
        }),
      ),
    models: () => new Map(boosters.map(({ output, booster }) => [output.feature.name, booster.model])),
    state: () => new Map(boosters.flatMap((one) => [...stateTensors(one)])),
  }
}

function createOutputBooster(
  output: ModelOutput,
  columns: ReturnType<typeof binColumns>,
  { config, dataset, seed, threads, variables }: BoostersOptions,
): Booster {
  const { layout, splits } = dataset
  const targets = encodedColumn(layout, splits.training, output.feature)
  const classes = output.type.logitsSize(output.feature)
  return createBooster({
    columns,
    targets,
    classes: Math.max(2, classes),
    weights: exampleWeights(output.feature, targets, classes),
    objective: objectiveOf(output),
    settings: { ...config.trainer, seed },
    threads,
    state: variables === undefined ? undefined : stateOf(output, variables, splits),
  })
}

/** What trees of a number output minimise, by its loss. */
const numberObjectives: Readonly<Record<string, string>> = {
  mean_squared_error: "squared_error",
  root_mean_squared_error: "squared_error",
  mean_absolute_error: "absolute_error",
  huber: "huber",
}

function objectiveOf({ type, loss, feature }: ModelOutput): TreeObjective {
  const name = loss.component.type
  switch (type.predicts) {
    case "truth":
      return treeObjective("binary")
    case "class":
      return treeObjective("multiclass")
    case "number": {
      const objective = numberObjectives[name]
      if (objective !== undefined) return treeObjective(objective)
      throw new FidelioError("config/rule", `Trees cannot minimise ${name}.`, {
        at: `output_features.${feature.name}.loss`,
        hint: `Use one of ${Object.keys(numberObjectives).join(", ")}.`,
      })
    }
  }
}

const places = ["training", "validation", "test"] as const

function* stateTensors({ output, booster, validations }: OutputBooster): Generator<readonly [string, Tensor]> {
  const { name } = output.feature
  yield* tensorsOfTrees(name, booster.model)
  const scores = [
    ["training", booster.scores.slice()] as const,
    ...Array.from(validations, ([split, one]) => [split, one.scores.slice()] as const),
  ]
  for (const [split, data] of scores)
    yield [`${name}/scores/${split}`, { dtype: "float64", shape: [data.length], data }]
}

function stateOf(
  { feature: { name } }: ModelOutput,
  variables: ReadonlyMap<string, Tensor>,
  splits: Partial<Record<SplitName, EncodedSplit>>,
) {
  const scores = places.flatMap((split) => {
    const tensor = variables.get(`${name}/scores/${split}`)
    return tensor === undefined || splits[split] === undefined ? [] : [tensor.data as Float64Array] // by `stateTensors`
  })
  const [training, ...validations] = scores
  return { trees: treesOf(name, variables).trees, scores: training!, validations }
}
