// What of a graph is written, and under which names.
import { GraphError } from "../errors.ts"
import type { Graph, Node, Value } from "./graph.ts"

/** What reaches the outputs. */
export interface Uses {
  readonly nodes: ReadonlySet<Node>
  readonly values: ReadonlySet<Value>
}

/** The graphs nested in a node. */
export const bodiesOf = (node: Node): Graph[] =>
  Object.values(node.attributes).filter((attribute) => typeof attribute === "object" && "nodes" in attribute)

/** The nodes and values that the outputs need, those of nested graphs included. */
export function usesOf(graph: Graph): Uses {
  const nodes = new Set<Node>()
  const values = new Set<Value>()
  const pending: Value[] = graph.outputs.map(({ value }) => value)
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (values.has(value)) continue
    values.add(value)
    const node = value.producer
    if (node === undefined || nodes.has(node)) continue
    nodes.add(node)
    pending.push(...node.inputs.filter((input) => input !== undefined))
    for (const body of bodiesOf(node)) pending.push(...body.outputs.map((output) => output.value))
  }
  return { nodes, values }
}

/** A name for each value that is written. An output's name goes to the value itself, so that nothing is copied only to be renamed. */
export function namesOf(graph: Graph, { nodes, values }: Uses): ReadonlyMap<Value, string> {
  const graphs = [graph, ...[...nodes].flatMap(bodiesOf)]
  const names = new Map<Value, string>()
  const taken = new Set<string>()
  for (const { inputs } of graphs) {
    for (const input of inputs) {
      names.set(input, input.name)
      taken.add(input.name)
    }
  }
  for (const owner of graphs) {
    for (const { name, value } of owner.outputs) {
      if (value.graph === owner && names.get(value) === name) continue
      if (taken.has(name))
        throw new GraphError("graph/onnx", `the output "${name}" has the name of another value`, { at: name })
      taken.add(name)
      if (value.graph === owner && value.producer !== undefined && !names.has(value)) names.set(value, name)
    }
  }
  for (const value of values) {
    if (names.has(value)) continue
    const name = freeName(value.name, taken)
    taken.add(name)
    names.set(value, name)
  }
  return names
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base
  for (let i = 2; ; i++) if (!taken.has(`${base}_${i}`)) return `${base}_${i}`
}
