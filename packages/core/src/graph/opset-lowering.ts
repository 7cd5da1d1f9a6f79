// Graphs for other versions of the operator set than the one they are built for: what an older one has not is written with what it has.
import { GraphError } from "../errors.ts"
import type { Graph, Node, Value } from "./graph.ts"
import { rewriteGraph } from "./rewrite.ts"

/** The operator set that graphs are built for. */
export const builtOpset = 21
/** Those that graphs can be written for. Newer ones have the same operators for more dtypes. */
export const oldestOpset = 17
export const newestOpset = 26

/** What a file for one version of the operator set says of its own versions. */
export interface OpsetVersions {
  /** Of the file format. */
  readonly ir: number
  /** Of each set of operators, by its domain. */
  readonly operators: Readonly<Record<string, number>>
}

/** The versions that came out together: a runtime that knows the one knows the others. */
export function versionsOf(opset: number): OpsetVersions {
  if (!Number.isInteger(opset) || opset < oldestOpset || opset > newestOpset) {
    throw new GraphError(
      "graph/onnx",
      `models can be written for opsets ${oldestOpset} to ${newestOpset}, not ${opset}`,
      {
        hint: `leave it out for ${builtOpset}`,
      },
    )
  }
  const ir = opset >= 21 ? 10 : opset >= 19 ? 9 : 8
  return { ir, operators: { "": opset, "ai.onnx.ml": opset >= 20 ? 4 : 3 } }
}

/** Writes a node with what older sets have; undefined where it can stay as it is. */
type Lowering = (node: Node, inputs: Node["inputs"], graph: Graph) => readonly Value[] | undefined

/** What operators become in sets older than the one named. Those that are not here have been the same since the oldest. */
const lowerings: Readonly<Record<string, { readonly since: number; readonly lower: Lowering }>> = {
  Equal: { since: 19, lower: equalNumbers },
  Gelu: { since: 20, lower: gelu },
  Mish: { since: 18, lower: mish },
  ...Object.fromEntries(
    ["L2", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare"].map((kind) => [
      `Reduce${kind}`,
      { since: 18, lower: axesAsAttribute },
    ]),
  ),
}

/** The graph in terms of this operator set. */
export function lowerGraph(graph: Graph, opset: number): Graph {
  versionsOf(opset)
  if (opset >= builtOpset) return graph
  return rewriteGraph(graph, {
    node(node, inputs, copy) {
      const found = lowerings[node.type]
      return node.domain === "" && found !== undefined && opset < found.since
        ? found.lower(node, inputs, copy)
        : undefined
    },
  })
}

function axesAsAttribute(
  { type, attributes, outputs }: Node,
  [x, axes]: Node["inputs"],
  graph: Graph,
): readonly Value[] {
  if (axes !== undefined && axes.constant === undefined)
    throw new GraphError("graph/onnx", `${type} by axes that the graph computes cannot be written for this opset`)
  const numbers = axes?.constant === undefined ? undefined : Array.from(axes.constant.data, Number)
  return graph.append({ type, inputs: [x], attributes: { ...attributes, axes: numbers }, outputs })
}

function equalNumbers(_: Node, [a]: Node["inputs"]): undefined {
  if (a?.dtype !== "string") return undefined
  throw new GraphError("graph/onnx", "texts cannot be compared in opsets before 19", { at: a.name })
}

/** x/2 · (1 + erf(x/√2)), or x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))) */
function gelu({ attributes }: Node, [x]: Node["inputs"], graph: Graph): readonly Value[] {
  const { mul, add, apply, number } = elementwise(graph, x!) // it has one input
  const half = mul(x!, number(0.5))
  if (attributes["approximate"] !== "tanh")
    return [mul(half, add(apply("Erf", mul(x!, number(Math.SQRT1_2))), number(1)))]
  const cubic = mul(mul(x!, mul(x!, x!)), number(0.044715))
  return [mul(half, add(apply("Tanh", mul(add(x!, cubic), number(Math.sqrt(2 / Math.PI)))), number(1)))]
}

/** x · tanh(softplus(x)) */
function mish(_: Node, [x]: Node["inputs"], graph: Graph): readonly Value[] {
  const { mul, apply } = elementwise(graph, x!) // it has one input
  return [mul(x!, apply("Tanh", apply("Softplus", x!)))]
}

/** Operators whose results have the dtype and shape of a value. */
function elementwise(graph: Graph, { dtype, shape }: Value) {
  const apply = (type: string, ...inputs: readonly Value[]): Value =>
    graph.append({ type, inputs, attributes: {}, outputs: [{ dtype, shape }] })[0]! // one output
  return {
    apply,
    add: (a: Value, b: Value): Value => apply("Add", a, b),
    mul: (a: Value, b: Value): Value => apply("Mul", a, b),
    number: (content: number): Value => graph.constant(content, dtype),
  }
}
