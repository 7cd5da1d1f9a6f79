// Boosted trees and forests as a model: one operator an output, over one matrix of the columns that trees split by.
import { invariant } from "../../errors.ts"
import type { FittedFeature } from "../../features/dataset.ts"
import type { Value } from "../../graph/graph.ts"
import type { BuildContext } from "../../layers/context.ts"
import { add, cast, concat, equal, exp, expand, treeEnsemble, where } from "../../ops/index.ts"
import { missingMark } from "../../transforms/mark-missing.ts"
import type { TreeModel } from "../../trees/tree-model.ts"
import { logitsOfClasses, logitsOfOrder } from "../class-logits.ts"
import { inputColumns, joinColumns } from "../input-columns.ts"
import type { InputSource, ModelOutput, ModelSpec } from "../model-spec.ts"
import { noVariables } from "../variables.ts"
import { summedTrees, usedColumns } from "./ensemble.ts"

export interface TreeModelSpecOptions {
  /** Inputs and outputs; columns of the trees are the inputs in their order. */
  readonly features: readonly FittedFeature[]
  readonly outputs: readonly ModelOutput[]
  /** Trees of each output, by its feature's name. */
  readonly models: ReadonlyMap<string, TreeModel>
}

export function treeModelSpec({ features, outputs, models }: TreeModelSpecOptions): ModelSpec {
  const inputs = features.filter(({ role }) => role === "input")
  for (const model of models.values()) checkColumns(model, inputs)
  return {
    features,
    outputs,
    variables: noVariables,
    logits(context, source) {
      const matrix = buildMatrix(inputs, usedColumns(models.values()), source)
      const like = matrix.value ?? (inputs[0] && source(inputs[0])) // of which the batch can be told
      return new Map(
        outputs.map((output) => {
          const model = models.get(output.feature.name)
          invariant(model !== undefined, `there are no trees for the output "${output.feature.name}"`)
          const scores = buildScores(context, model, { ...matrix, like })
          return [output.feature.name, logitsOf(output, model, scores)]
        }),
      )
    },
  }
}

function checkColumns({ columns }: TreeModel, inputs: readonly FittedFeature[]): void {
  invariant(columns.length === inputs.length, `trees of ${columns.length} columns for ${inputs.length} inputs`)
  for (const [i, { name, dtype }] of inputs.entries()) {
    const isCategory = columns[i]?.kept !== undefined
    invariant(isCategory === (dtype === "int32"), `trees take the input "${name}" for another kind`)
  }
}

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
  if (output.type.predicts === "truth") return scores
  return objective === "ordinal" ? logitsOfOrder(output, scores) : logitsOfClasses(output, scores)
}
