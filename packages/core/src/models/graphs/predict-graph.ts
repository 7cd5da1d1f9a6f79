// Prediction as a graph: rows of the encoded inputs in, predictions and probabilities out, with the variables as inputs.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { Graph } from "../../graph/graph.ts"
import type { ModelSpec } from "../model-spec.ts"
import { batchLogits } from "./batch-logits.ts"
import { predictionOf } from "./logits.ts"

/** Inputs as `batchLogits` has them. Outputs `<feature>.predictions` and `<feature>.probabilities`. */
export interface PredictProgram {
  readonly graph: Graph
  readonly tables: readonly TableName[]
}

export function buildPredictProgram(spec: ModelSpec, layout: DatasetLayout): PredictProgram {
  const graph = new Graph("predict")
  const { tables, logits } = batchLogits(graph, spec, layout)
  for (const output of spec.outputs) {
    const { name } = output.feature
    const { predictions, probabilities } = predictionOf(output, logits(output))
    graph.output(`${name}.predictions`, predictions)
    if (probabilities !== undefined) graph.output(`${name}.probabilities`, probabilities)
  }
  return { graph, tables }
}
