// Checks a graph: names, order, visibility, dtypes and shapes.
import { GraphError } from "../errors.ts"
import type { Graph, Node, Value, ValueInfo } from "./graph.ts"
import { formatShape } from "./shape.ts"
import { bodiesOf } from "./onnx-names.ts"

/** What checking and reading need to know of an operator. */
export interface OperatorRule {
  readonly type: string
  readonly domain?: string
  infer(inputs: readonly (Value | undefined)[], attributes: Node["attributes"]): readonly ValueInfo[]
}

/** Fails on the first thing that is wrong. */
export function checkGraph(graph: Graph, operators: readonly OperatorRule[]): void {
  checkNested(graph, operators, { names: new Set(), visible: new Set() })
}

interface Known {
  /** All names of the model so far. */
  readonly names: Set<string>
  /** The values that can be used at this point. */
  readonly visible: ReadonlySet<Value>
}

function checkNested(graph: Graph, operators: readonly OperatorRule[], { names, visible: outer }: Known): void {
  const visible = new Set(outer)
  const declare = (value: Value): void => {
    if (names.has(value.name)) fail(value.name, "two values have this name")
    names.add(value.name)
    visible.add(value)
  }
  for (const value of [...graph.inputs, ...graph.constants]) declare(value)
  for (const node of graph.nodes) {
    const at = node.outputs[0]?.name ?? node.type
    for (const input of node.inputs) {
      if (input !== undefined && !visible.has(input)) fail(at, `${node.type} uses ${input.name} before it is made`)
    }
    for (const body of bodiesOf(node)) checkNested(body, operators, { names, visible })
    checkOutputs(node, operators)
    for (const output of node.outputs) declare(output)
  }
  for (const { name, value } of graph.outputs) {
    if (!visible.has(value)) fail(name, `the output is ${value.name}, which is not of this graph`)
  }
}

function checkOutputs(node: Node, operators: readonly OperatorRule[]): void {
  const at = node.outputs[0]?.name ?? node.type
  const rule = operators.find(({ type, domain = "" }) => type === node.type && domain === node.domain)
  if (rule === undefined) return fail(at, `no operator is named ${node.type}`)
  const inferred = rule.infer(node.inputs, node.attributes)
  if (inferred.length !== node.outputs.length)
    fail(at, `${inferred.length} outputs expected, found ${node.outputs.length}`)
  for (const [i, { dtype, shape }] of inferred.entries()) {
    const output = node.outputs[i]!.shape // as many outputs
    const fits =
      shape.length === output.length && shape.every((size, axis) => typeof size === "string" || size === output[axis])
    if (node.outputs[i]?.dtype !== dtype || !fits)
      fail(at, `${dtype}${formatShape(shape)} expected, found ${formatShape(output)}`)
  }
}

function fail(at: string, message: string): never {
  throw new GraphError("graph/shape", `${at}: ${message}`, { at })
}
