// The logits of a batch: rows of the encoded inputs, gathered by number, through the model with its variables as inputs.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import type { Graph, Value } from "../../graph/graph.ts"
import { finalLogits } from "./logits.ts"
import type { ModelOutput, ModelSpec } from "../model-spec.ts"
import { batchSource, gatherRows, tableInputs } from "./table-source.ts"
import { boundContext } from "../variables.ts"

export interface BatchLogits {
  /** Tables that the graph takes. */
  readonly tables: readonly TableName[]
  /** As they are outside of training, [batch, size]. */
  readonly logits: (output: ModelOutput) => Value
}

/** Gives the graph the inputs `rows` (int32 [batch]), the input tables and the model's variables by their names. */
export function batchLogits(graph: Graph, spec: ModelSpec, layout: DatasetLayout): BatchLogits {
  const tables = tableInputs(graph, layout, (name) => name.startsWith("inputs"))
  const values = new Map(
    [...spec.variables.parameters, ...spec.variables.states].map(({ name, shape }) => [
      name,
      graph.input(name, "float32", shape),
    ]),
  )
  const source = batchSource(gatherRows(tables, graph.input("rows", "int32", ["batch"])), layout)
  const logits = spec.logits(boundContext(graph, "inference", { values }), source.input)
  return {
    tables: [...tables.keys()],
    logits: (output) => finalLogits(output, logits.get(output.feature.name)!), // the model made them all
  }
}
