// The reference interpreter: runs a graph in float64, node by node.
import { GraphError } from "../errors.ts"
import type { Graph, Node, Value } from "../graph/graph.ts"
import type { Tensor } from "../graph/tensor.ts"
import { findOp } from "./index.ts"
import { required, type ReferenceTensor, type RunBody } from "./op.ts"

/** The graph's outputs, by name, for these inputs, by name. */
export function evaluate(
  graph: Graph,
  feeds: Readonly<Record<string, ReferenceTensor>>,
): Record<string, ReferenceTensor> {
  const inputs = graph.inputs.map(({ name }) => {
    const given = feeds[name]
    if (given === undefined) throw new GraphError("graph/shape", `the input "${name}" is missing`, { at: name })
    return given
  })
  const results = runGraph(graph, inputs, new Map())
  return Object.fromEntries(graph.outputs.map(({ name }, i) => [name, required(results, i)]))
}

/** A tensor in the reference implementation's form. */
export function toReference({ dtype, shape, data }: Tensor): ReferenceTensor {
  return { dtype, shape, data: dtype === "string" ? Array.from(data, String) : Float64Array.from(data, Number) }
}

type Known = ReadonlyMap<Value, ReferenceTensor>

function runGraph(graph: Graph, inputs: readonly ReferenceTensor[], outer: Known): readonly ReferenceTensor[] {
  const known = new Map(outer)
  for (const [i, input] of graph.inputs.entries()) known.set(input, required(inputs, i))
  const lookUp = (value: Value): ReferenceTensor | undefined =>
    value.constant === undefined ? known.get(value) : toReference(value.constant)
  for (const node of graph.nodes) {
    const runBody: RunBody = (body, given) => runGraph(body, given, known)
    const results = runNode(node, node.inputs.map((input) => input && lookUp(input)), runBody) // prettier-ignore
    for (const [i, output] of node.outputs.entries()) known.set(output, required(results, i))
  }
  return graph.outputs.map(({ value }) => required([lookUp(value)], 0))
}

function runNode(node: Node, inputs: readonly (ReferenceTensor | undefined)[], runBody: RunBody) {
  const op = findOp(node.type, node.domain)
  if (op === undefined) throw new GraphError("graph/shape", `no operator is named ${node.type}`, { at: node.type })
  return op.reference(inputs, node.attributes, runBody)
}
