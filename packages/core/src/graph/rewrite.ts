// A graph copied as far as its outputs need it, with some nodes and constants replaced on the way.
import { invariant } from "../errors.ts"
import { Graph, type Attribute, type Attributes, type Node, type Value } from "./graph.ts"
import { usesOf, type Uses } from "./onnx-names.ts"

/** What is put in the place of a node or a constant, in the copy; undefined leaves it as it is. */
export interface Rewrite {
  /** `inputs` are the node's, in the copy; returns its outputs. */
  readonly node?: (node: Node, inputs: Node["inputs"], graph: Graph) => readonly Value[] | undefined
  readonly constant?: (constant: Value, graph: Graph) => Value | undefined
}

/** The copy; the graph given stays as it is. */
export function rewriteGraph(graph: Graph, rewrite: Rewrite): Graph {
  const copy = new Graph(graph.name)
  fill(copy, graph, { rewrite, uses: usesOf(graph), copies: new Map() })
  return copy
}

interface Copying {
  readonly rewrite: Rewrite
  readonly uses: Uses
  /** The values copied so far, those of graphs around this one included. */
  readonly copies: Map<Value, Value>
}

function fill(copy: Graph, graph: Graph, copying: Copying): void {
  const { rewrite, uses, copies } = copying
  for (const input of graph.inputs) {
    copies.set(input, copy.input(copy.uniqueName(input.name), input.dtype, input.shape))
  }
  for (const constant of graph.constants) {
    if (!uses.values.has(constant)) continue
    invariant(constant.constant !== undefined, `the constant ${constant.name} has no content`)
    const kept = (): Value => copy.constant(constant.constant!, constant.dtype, constant.name)
    copies.set(constant, rewrite.constant?.(constant, copy) ?? kept())
  }
  for (const node of graph.nodes) {
    if (!uses.nodes.has(node)) continue
    const inputs = node.inputs.map((input) => input && copyOf(input, copies))
    const outputs = rewrite.node?.(node, inputs, copy) ?? copyNode(copy, node, { ...copying, inputs })
    for (const [i, output] of node.outputs.entries()) if (outputs[i] !== undefined) copies.set(output, outputs[i])
  }
  for (const { name, value } of graph.outputs) copy.output(name, copyOf(value, copies))
}

function copyOf(value: Value, copies: ReadonlyMap<Value, Value>): Value {
  const copy = copies.get(value)
  invariant(copy !== undefined, `${value.name} is used before it is copied`)
  return copy
}

function copyNode(
  copy: Graph,
  { type, domain, attributes, outputs }: Node,
  { inputs, ...copying }: Copying & { readonly inputs: Node["inputs"] },
): readonly Value[] {
  const copied: Attributes = Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, copyAttribute(copy, attribute, copying)]),
  )
  return copy.append({ type, domain, inputs, attributes: copied, outputs, names: outputs.map(({ name }) => name) })
}

function copyAttribute(copy: Graph, attribute: Attribute | undefined, copying: Copying): Attribute | undefined {
  if (typeof attribute !== "object" || !("nodes" in attribute)) return attribute
  const body = copy.child(attribute.name)
  fill(body, attribute, copying)
  return body
}
