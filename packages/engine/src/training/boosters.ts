// A booster an output over one table of bins.
import {
  binColumns,
  createBooster,
  encodedColumn,
  exampleWeights,
  FidelioError,
  predictTreeScores,
  TreeMemory,
  type BinnedColumns,
  type Booster,
  type BoosterState,
  type EncodedSplit,
  type ModelOutput,
  type ObjectiveData,
  type Tensor,
  type TreeModel,
  type TreeThreads,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import type { SplitLogits } from "../evaluation/logits-reporter.ts"
import { boostedTensors, resumedState, trainedTrees } from "./boosting-state.ts"
import type { ResolvedGbmConfig } from "./gbm-auto.ts"
import { startingTrees, whyNotFrom } from "./joined-trees.ts"
import { learnerColumns, type LearnerColumn } from "./learner-columns.ts"
import { chooseObjective, logitsOfScores, type ChosenObjective } from "./tree-objective.ts"

export type SplitName = "training" | "validation" | "test"

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

export interface Boosters {
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

interface Columns {
  readonly binned: BinnedColumns
  readonly bySplit: ReadonlyMap<SplitName, readonly LearnerColumn[]>
}

export function createBoosters(options: BoostersOptions): Boosters {
  const { config, dataset, outputs, seed, threads } = options
  const { features, layout, splits } = dataset
  const bySplit = new Map(
    Object.entries(splits)
      .filter(([, split]) => split.size > 0)
      .map(([name, split]) => [name as SplitName, learnerColumns(features, layout, split)]), // its keys are the splits' names
  )
  const settings = { max_bin: config.trainer.max_bin, seed }
  const binned = binColumns(bySplit.get("training")!, settings, new TreeMemory(threads !== undefined)) // there are training rows
  const boosters = outputs.map((output) => createOutputBooster(output, { binned, bySplit }, options))
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
  }
}

function createOutputBooster(
  output: ModelOutput,
  { binned, bySplit }: Columns,
  options: BoostersOptions,
): OutputBooster {
  const { seed, threads, variables, weights } = options
  const { name, column } = output.feature
  const chosen = chooseObjective(output, options.config.trainer)
  const resumed = variables && resumedState(name, variables)
  const base = resumed?.base ?? (weights && startingTrees(name, weights))
  const booster = ofColumn(column, () =>
    createBooster({
      ...objectiveData(output, options, "training"),
      columns: binned,
      objective: chosen.objective,
      settings: { ...chosen.trainer, seed },
      threads,
      state: resumed?.state ?? (base && stateAfter(base, bySplit)),
    }),
  )
  if (base !== undefined) checkBase(name, base, booster.model)
  const scores = new Map<SplitName, () => Float64Array>([["training", () => booster.scores]])
  for (const [split, columns] of bySplit) {
    if (split === "training") continue
    const validation = booster.addValidation(columns)
    scores.set(split, () => validation.scores)
  }
  return { output, chosen, booster, base, scores }
}

function objectiveData(
  output: ModelOutput,
  { config, dataset, seed }: BoostersOptions,
  split: SplitName,
): ObjectiveData {
  const rows = dataset.splits[split] as EncodedSplit // asked for splits that are there
  const targets = encodedColumn(dataset.layout, rows, output.feature)
  const classes = output.type.logitsSize(output.feature)
  return {
    rows: rows.size,
    targets,
    weights: exampleWeights(output.feature, targets, classes),
    classes: Math.max(2, classes),
    settings: { ...chooseObjective(output, config.trainer).trainer, seed },
  }
}

/** No trees yet, and scores as another model has them. */
function stateAfter(base: TreeModel, bySplit: Columns["bySplit"]): BoosterState {
  const [training, ...validations] = Array.from(bySplit.values(), (columns) => predictTreeScores(base, columns))
  return { trees: [], scores: training!, validations } // there are training rows
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
