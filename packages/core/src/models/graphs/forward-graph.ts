// Evaluation as a graph: rows of the encoded tables in, logits out, with the variables as inputs, so that training's own tensors serve.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { Graph } from "../../graph/graph.ts"
import type { ModelSpec } from "../model-spec.ts"
import { batchLogits } from "./batch-logits.ts"

/** Inputs as `batchLogits` has them. Outputs `logits.<feature>`, [batch, size]. */
export interface ForwardProgram {
  readonly graph: Graph
  readonly tables: readonly TableName[]
}

export function buildForwardProgram(spec: ModelSpec, layout: DatasetLayout): ForwardProgram {
  const graph = new Graph("forward")
  const { tables, logits } = batchLogits(graph, spec, layout)
  for (const output of spec.outputs) graph.output(`logits.${output.feature.name}`, logits(output))
  return { graph, tables }
}
