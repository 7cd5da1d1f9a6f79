// Boosted trees and forests as a model: one operator an output, over one matrix of the columns that trees split by.
import type { FittedFeature } from "../../features/dataset.ts"
import type { Value } from "../../graph/graph.ts"
import type { BuildContext } from "../../layers/context.ts"
import { add, cast, concat, equal, exp, expand, treeEnsemble, where } from "../../ops/index.ts"
import { missingMark } from "../../transforms/mark-missing.ts"
import type { TreeModel } from "../../trees/tree-model.ts"
import { logitsOfClasses, logitsOfOrder, logitsOfProbabilities } from "../class-logits.ts"
import { inputColumns, joinColumns } from "../input-columns.ts"
import { learnerSpec, type LearnerSpecOptions } from "../learner-spec.ts"
import type { InputSource, ModelOutput, ModelSpec } from "../model-spec.ts"
import { summedTrees, usedColumns } from "./ensemble.ts"

export const treeModelSpec = (options: LearnerSpecOptions<TreeModel>): ModelSpec =>
  learnerSpec(options, (context, inputs, source) => {
    const matrix = buildMatrix(inputs, usedColumns(options.models.values()), source)
    const like = matrix.value ?? (inputs[0] && source(inputs[0])) // of which the batch can be told
    return (output, model) => logitsOf(output, model, buildScores(context, model, { ...matrix, like }))
  })

interface Matrix {
  /** [batch, columns] of float32; undefined where trees split by no column. */
  readonly value: Value | undefined
  /** The place of each column of the model. */
  readonly places: ReadonlyMap<number, number>
}

function buildMatrix(inputs: readonly FittedFeature[], used: readonly number[], source: InputSource): Matrix {
  const { numbers, ids } = inputColumns(used.map((column) => inputs[column]!)) // columns are inputs
  const found = joinColumns(numbers, source)
  const marked = found && where(equal(found, missingMark), NaN, found)
  const levels = joinColumns(ids, source)
  const parts = [marked, levels && cast(levels, "float32")].filter((part) => part !== undefined)
  return {
    value: parts.length === 0 ? undefined : concat(parts, 1),
    places: new Map([...numbers, ...ids].map((feature, place) => [inputs.indexOf(feature), place])),
  }
}

/** [batch, scores] */
function buildScores(
  { graph }: BuildContext,
  model: TreeModel,
  { value, places, like }: Matrix & { readonly like: Value | undefined },
): Value {
  const { ensemble, constant } = summedTrees(model, places)
  const start = graph.constant(constant)
  if (ensemble !== undefined && value !== undefined) return add(treeEnsemble(value, ensemble), start)
  return expand(start, [like?.shape[0] ?? "batch", constant.length], like)
}

/** Objectives whose scores are logarithms of what is predicted. */
const logarithmic: ReadonlySet<string> = new Set(["poisson", "tweedie"])

function logitsOf(output: ModelOutput, { objective }: TreeModel, scores: Value): Value {
  if (output.type.predicts === "number") return logarithmic.has(objective) ? exp(scores) : scores
  if (objective === "probability") return logitsOfProbabilities(output, scores)
  if (output.type.predicts === "truth") return scores
  return objective === "ordinal" ? logitsOfOrder(output, scores) : logitsOfClasses(output, scores)
}
