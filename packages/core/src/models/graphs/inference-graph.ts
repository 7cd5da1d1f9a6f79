// The trained model as one graph: raw columns in, predictions out, with preprocessing and weights inside.
import { invariant } from "../../errors.ts"
import { Graph, type Value } from "../../graph/graph.ts"
import type { Tensor } from "../../graph/tensor.ts"
import { unsqueeze } from "../../ops/index.ts"
import { applyGraph } from "../../transforms/index.ts"
import { inputsByReading, readingKey, signatureOf, type ModelSignature } from "../signature.ts"
import { finalLogits, predictionOf } from "./logits.ts"
import type { InputSource, ModelSpec } from "../model-spec.ts"
import { boundContext } from "../variables.ts"

/**
 * Inputs: one a column, [batch]: float32 where it is read as a number (NaN: missing), string otherwise ("": missing).
 * Outputs: of each feature its prediction in own units or as label, of classes besides all probabilities and that of the predicted one.
 */
export function buildInferenceGraph(spec: ModelSpec, weights: ReadonlyMap<string, Tensor>): Graph {
  const graph = new Graph("model")
  const source = rawSource(graph, signatureOf(spec.features)) // first: a column may have the name of an operator
  const values = new Map([...weights].map(([name, tensor]) => [name, graph.constant(tensor, tensor.dtype, name)]))
  const logits = spec.logits(boundContext(graph, "inference", { values }), source)
  for (const output of spec.outputs) {
    const { feature, type } = output
    const prediction = predictionOf(output, finalLogits(output, logits.get(feature.name)!)) // forward made them all
    for (const column of type.exportedColumns(feature))
      graph.output(`${feature.name}_${column.role}`, column.build(prediction))
  }
  return graph
}

/** Encodes raw columns, which are inputs of the graph, within the graph. */
function rawSource(graph: Graph, signature: ModelSignature): InputSource {
  const inputs = new Map<string, Value>(
    Array.from(inputsByReading(signature), ([key, { name, dtype }]) => [key, graph.input(name, dtype, ["batch"])]),
  )
  return (feature) => {
    const column = inputs.get(readingKey(feature))
    invariant(column !== undefined, `no input for the column "${feature.column}"`)
    return unsqueeze(applyGraph(feature.steps, column), [1])
  }
}
