// A booster an output over one table of bins.
import {
  createBooster,
  encodedColumn,
  exampleWeights,
  groupsOfRows,
  isRanking,
  sampleWeights,
  timesWeights,
  FidelioError,
  predictTreeScores,
  type Booster,
  type BoosterState,
  type ColumnBlocks,
  type EncodedSplit,
  type ModelOutput,
  type ObjectiveData,
  type Tensor,
  type TreeModel,
  type TreeThreads,
} from "@fidelio/core"
import type { SplitName } from "../data/encoded-splits.ts"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import type { SplitLogits } from "../evaluation/logits-reporter.ts"
import { binSplits, type BinnedSplits } from "./binned-splits.ts"
import { boostedTensors, resumedState, trainedTrees } from "./boosting-state.ts"
import { usesFiles } from "./external-memory.ts"
import type { ResolvedGbmConfig } from "./gbm-auto.ts"
import { startingTrees, whyNotFrom } from "./joined-trees.ts"
import { inputsOf } from "./learner-columns.ts"
import { chooseObjective, logitsOfScores, type ChosenObjective } from "./tree-objective.ts"

/** Logits are float32. */
const largest = 3.4e38

/** One output's trees in the making. */
interface OutputBooster {
  readonly output: ModelOutput
  readonly chosen: ChosenObjective
  readonly booster: Booster
  /** The trained model whose trees these go on from. */
  readonly base: TreeModel | undefined
  readonly scores: ReadonlyMap<SplitName, () => Float64Array>
}

export interface Boosters extends Disposable {
  readonly rounds: number
  round(): void
  /** The scores of a split's examples now, as logits. */
  logits(split: SplitName): SplitLogits
  /** What the trees minimise on a split, by output; only of outputs whose trees have an objective of their own. */
  objectives(split: SplitName): ReadonlyMap<string, number>
  /** False once a training example's score is too large for a logit, or not a number. */
  isFinite(): boolean
  /** The trees so far as weights of a model. */
  weights(): ReadonlyMap<string, Tensor>
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
  /** Of the model whose trees a new run goes on from. */
  readonly weights: ReadonlyMap<string, Tensor> | undefined
}

export function createBoosters(options: BoostersOptions): Boosters {
  const { config, dataset, outputs, seed, threads } = options
  const { max_bin } = config.trainer
  const size = { rows: dataset.splits.training.size, columns: inputsOf(dataset.features).length }
  const isInFiles = dataset.inputs !== undefined || usesFiles(config.trainer, size)
  const binned = binSplits(dataset, { max_bin, seed, isShared: threads !== undefined, isInFiles })
  const boosters = outputs.map((output) => createOutputBooster(output, binned, options))
  const own = boosters.filter(({ chosen }) => chosen.isOwn)
  return {
    get rounds() {
      return boosters[0]!.booster.rounds // there is an output
    },
    round: () => boosters.forEach(({ booster }) => booster.round()),
    logits: (split) =>
      new Map(
        boosters.map(({ output, chosen, scores }) => [
          output.feature.name,
          logitsOfScores(output, chosen.objective, scores.get(split)!()), // asked for splits that are there
        ]),
      ),
    objectives: (split) =>
      new Map(
        own.map(({ output, chosen, scores }) => [
          output.feature.name,
          chosen.objective.loss(objectiveData(output, options, split), scores.get(split)!()),
        ]),
      ),
    isFinite: () => boosters.every(({ booster }) => booster.scores.every((score) => Math.abs(score) < largest)),
    weights: () => trainedTrees(boosters),
    state: () => boostedTensors(boosters),
    [Symbol.dispose]: () => binned[Symbol.dispose](),
  }
}

function createOutputBooster(output: ModelOutput, binned: BinnedSplits, options: BoostersOptions): OutputBooster {
  const { seed, threads, variables, weights, dataset } = options
  const { layout, splits } = dataset
  const { name, column } = output.feature
  const chosen = chooseObjective(output, options.config.trainer)
  const resumed = variables && resumedState(name, variables)
  const base = resumed?.base ?? (weights && startingTrees(name, weights))
  const data = objectiveData(output, options, "training")
  const rows = binned.open()
  const booster = ofColumn(column, () =>
    createBooster({
      ...data,
      weights: timesWeights(data.weights, sampleWeights(layout, splits.training)),
      columns: rows.get("training")!, // there are training rows
      objective: chosen.objective,
      settings: { ...chosen.trainer, seed },
      threads,
      state: resumed?.state ?? (base && stateAfter(base, binned.inputs)),
    }),
  )
  if (base !== undefined) checkBase(name, base, booster.model)
  const scores = new Map<SplitName, () => Float64Array>([["training", () => booster.scores]])
  for (const [split, columns] of rows) {
    if (split === "training") continue
    const validation = booster.addValidation(columns)
    scores.set(split, () => validation.scores)
  }
  return { output, chosen, booster, base, scores }
}

/** What an output's objective judges; every row counts alike but for its class. */
function objectiveData(
  output: ModelOutput,
  { config, dataset, seed }: BoostersOptions,
  split: SplitName,
): ObjectiveData & { readonly weights: Float32Array | undefined } {
  const rows = dataset.splits[split] as EncodedSplit // asked for splits that are there
  const targets = encodedColumn(dataset.layout, rows, output.feature)
  const classes = output.type.logitsSize(output.feature)
  const { objective, trainer } = chooseObjective(output, config.trainer)
  return {
    rows: rows.size,
    targets,
    weights: exampleWeights(output.feature, targets, classes),
    groups: isRanking(objective.type) ? groupsOfRows(dataset.layout, rows) : undefined,
    classes: Math.max(2, classes),
    settings: { ...trainer, seed },
  }
}

/** No trees yet, and scores as another model has them. */
function stateAfter(base: TreeModel, inputs: BinnedSplits["inputs"]): BoosterState {
  const [training, ...validations] = Array.from(inputs.values(), (table) => scoresOf(base, table))
  return { trees: [], scores: training!, validations } // there are training rows
}

function scoresOf(model: TreeModel, table: ColumnBlocks): Float64Array {
  const scores = new Float64Array(table.rows * model.scores)
  let filled = 0
  for (const columns of table.blocks()) {
    const some = predictTreeScores(model, columns)
    scores.set(some, filled)
    filled += some.length
  }
  return scores
}

function checkBase(name: string, base: TreeModel, own: TreeModel): void {
  const problem = whyNotFrom(base, own)
  if (problem === undefined) return
  throw new FidelioError("training/initial-model", `The trees for ${name} cannot go on from that model: ${problem}.`, {
    at: name,
    hint: "Train with the config of that model, or start from none.",
  })
}

/** Errors of the learner know rows; here they are told of which column. */
function ofColumn<T>(column: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof FidelioError) || error.code !== "data/value") throw error
    throw new FidelioError(
      "data/value",
      `The column "${column}" has a target that cannot be learned: ${error.message}`,
      {
        at: column,
        cause: error,
      },
    )
  }
}
