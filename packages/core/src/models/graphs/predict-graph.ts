// Prediction as a graph: rows of the encoded inputs in, predictions and probabilities out, with the variables as inputs.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { Graph } from "../../graph/graph.ts"
import { finalLogits, predictionOf } from "./logits.ts"
import type { ModelSpec } from "../model-spec.ts"
import { batchSource, gatherRows, tableInputs } from "./table-source.ts"
import { boundContext } from "../variables.ts"

/** Inputs: `rows` (int32 [batch]), the input tables, the model's variables. Outputs `<feature>.predictions` and `<feature>.probabilities`. */
export interface PredictProgram {
  readonly graph: Graph
  readonly tables: readonly TableName[]
}

export function buildPredictProgram(spec: ModelSpec, layout: DatasetLayout): PredictProgram {
  const graph = new Graph("predict")
  const tables = tableInputs(graph, layout, (name) => name.startsWith("inputs"))
  const values = new Map(
    [...spec.variables.parameters, ...spec.variables.states].map(({ name, shape }) => [
      name,
      graph.input(name, "float32", shape),
    ]),
  )
  const source = batchSource(gatherRows(tables, graph.input("rows", "int32", ["batch"])), layout)
  const logits = spec.logits(boundContext(graph, "inference", { values }), source.input)
  for (const output of spec.outputs) {
    const { name } = output.feature
    const { predictions, probabilities } = predictionOf(output, finalLogits(output, logits.get(name)!)) // forward made them all
    graph.output(`${name}.predictions`, predictions)
    if (probabilities !== undefined) graph.output(`${name}.probabilities`, probabilities)
  }
  return { graph, tables: [...tables.keys()] }
}
