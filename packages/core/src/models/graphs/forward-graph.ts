// Evaluation as a graph: rows of the encoded tables in, logits out, with the variables as inputs, so that training's own tensors serve.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { Graph } from "../../graph/graph.ts"
import { finalLogits } from "./logits.ts"
import type { ModelSpec } from "../model-spec.ts"
import { batchSource, gatherRows, tableInputs } from "./table-source.ts"
import { boundContext } from "../variables.ts"

/** Input `rows`: int32 [batch]; the tables and the model's variables by their names. Outputs `logits.<feature>`, [batch, size]. */
export interface ForwardProgram {
  readonly graph: Graph
  readonly tables: readonly TableName[]
}

export function buildForwardProgram(spec: ModelSpec, layout: DatasetLayout): ForwardProgram {
  const graph = new Graph("forward")
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
    graph.output(`logits.${name}`, finalLogits(output, logits.get(name)!)) // forward made them all
  }
  return { graph, tables: [...tables.keys()] }
}
