// The trained model as one graph: raw columns in, predictions out, with preprocessing and weights inside.
import { Graph, type Value } from "../../graph/graph.ts"
import type { Tensor } from "../../graph/tensor.ts"
import { unsqueeze } from "../../ops/index.ts"
import { applyGraph, rawDtype } from "../../transforms/index.ts"
import { buildForward } from "./forward.ts"
import { finalLogits, predictionOf } from "./logits.ts"
import type { EcdSpec } from "./spec.ts"
import { boundContext } from "./variables.ts"

/**
 * Inputs: one a column, named as in the data, [batch]: float32 where it is read as a number (NaN: missing), string otherwise ("": missing).
 * Outputs: `<feature>_predictions` (numbers in own units, class ids, 0/1) and `<feature>_probabilities`.
 */
export function buildInferenceGraph(spec: EcdSpec, weights: ReadonlyMap<string, Tensor>): Graph {
  const graph = new Graph("model")
  const columns = new Map<string, Value>()
  const column = (name: string, dtype: "float32" | "string"): Value => {
    const key = `${dtype} ${name}`
    const value = columns.get(key) ?? graph.input(columns.has(name) ? `${name} as ${dtype}` : name, dtype, ["batch"])
    columns.set(key, value).set(name, value)
    return value
  }
  const values = new Map([...weights].map(([name, tensor]) => [name, graph.constant(tensor, tensor.dtype, name)]))
  const context = boundContext(graph, "inference", { values })
  const logits = buildForward(context, spec, ({ column: name, steps }) =>
    unsqueeze(applyGraph(steps, column(name, rawDtype(steps))), [1]),
  )
  for (const output of spec.outputs) {
    const { name } = output.feature
    const { predictions, probabilities } = predictionOf(output, finalLogits(output, logits.get(name)!)) // forward made them all
    graph.output(`${name}_predictions`, predictions)
    if (probabilities !== undefined) graph.output(`${name}_probabilities`, probabilities)
  }
  return graph
}
