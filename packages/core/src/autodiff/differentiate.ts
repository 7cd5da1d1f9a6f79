// Reverse-mode differentiation of graphs: the nodes from the sources to the target are walked backwards once.
import { GraphError, invariant } from "../errors.ts"
import { isFloat } from "../graph/dtype.ts"
import type { Node, Value } from "../graph/graph.ts"
import { broadcastShapes, formatShape, sameShape } from "../graph/shape.ts"
import { findOp } from "../ops/index.ts"
import * as builders from "../ops/builders.ts"
import type { GradientContext, OpDefinition } from "../ops/op.ts"
import { unbroadcast } from "./unbroadcast.ts"

/**
 * The gradients of a scalar by some values, each in its value's shape; undefined where the scalar does not depend on it.
 * The gradients are appended to the graphs of the values they are made of.
 */
export function differentiate(target: Value, sources: readonly Value[]): (Value | undefined)[] {
  if (target.shape.some((size) => size !== 1) || !isFloat(target.dtype)) {
    const found = `${target.dtype}${formatShape(target.shape)}`
    throw new GraphError("graph/gradient", `a gradient needs one float to start from, found ${found}`, {
      at: target.name,
    })
  }
  const wanted = new Set(sources)
  const path = nodesBetween(target, wanted)
  const cotangents = new Map<Value, Value>([[target, target.graph.constant(1, target.dtype)]])
  for (const node of path.nodes.toReversed()) {
    const backwards = backwardsOf(node, cotangents)
    for (const [i, input] of node.inputs.entries()) {
      if (input === undefined || !isFloat(input.dtype) || !path.dependent.has(input)) continue
      const given = backwards[i]
      const gradient = typeof given === "function" ? given() : given
      if (gradient !== undefined) accumulate(cotangents, input, unbroadcast(gradient, input, node))
    }
  }
  return sources.map((source) => {
    const gradient = cotangents.get(source)
    return gradient === undefined ? undefined : full(gradient, source)
  })
}

interface Path {
  /** In topological order. */
  readonly nodes: readonly Node[]
  /** The values that depend on a source. */
  readonly dependent: ReadonlySet<Value>
}

/** The nodes on the way from the sources to the target. */
function nodesBetween(target: Value, sources: ReadonlySet<Value>): Path {
  const nodes: Node[] = []
  const dependent = new Set<Value>(sources)
  const visited = new Set<Node>()
  const pending: { readonly node: Node; readonly isReady: boolean }[] = []
  if (target.producer !== undefined) pending.push({ node: target.producer, isReady: false })
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, isReady } = next
    if (isReady) {
      if (!usedBy(node).some((input) => dependent.has(input))) continue
      nodes.push(node)
      for (const output of node.outputs) dependent.add(output)
    } else if (!visited.has(node)) {
      visited.add(node)
      pending.push({ node, isReady: true })
      for (const input of usedBy(node))
        if (input.producer !== undefined) pending.push({ node: input.producer, isReady: false })
    }
  }
  return { nodes, dependent }
}

/** The values a node uses, those that its bodies capture included. */
function usedBy(node: Node): Value[] {
  return [...node.inputs.filter((input) => input !== undefined), ...capturedBy(node)]
}

function capturedBy(node: Node): Value[] {
  return Object.values(node.attributes).flatMap((attribute) => {
    if (typeof attribute !== "object" || !("nodes" in attribute)) return []
    const used = [...attribute.nodes.flatMap(usedBy), ...attribute.outputs.map(({ value }) => value)]
    return used.filter((value) => value.graph !== attribute)
  })
}

function backwardsOf(node: Node, cotangents: ReadonlyMap<Value, Value>): ReturnType<GradientRule> {
  const found = node.outputs.map((output) => cotangents.get(output))
  if (found.every((cotangent) => cotangent === undefined)) return []
  const op = findOp(node.type, node.domain)
  invariant(op !== undefined, `no operator ${node.domain}:${node.type}`)
  if (typeof op.gradient !== "function") {
    throw new GraphError("graph/gradient", `${node.type} has no gradient: ${op.gradient.noGradient}`, {
      at: node.outputs[0]?.name,
    })
  }
  return op.gradient(contextOf(op, node, found))
}

type GradientRule = Extract<OpDefinition["gradient"], (context: GradientContext) => unknown>

function contextOf(op: OpDefinition, node: Node, found: readonly (Value | undefined)[]): GradientContext {
  const cotangents =
    op.family === undefined ? found.map((cotangent, i) => cotangent && full(cotangent, node.outputs[i]!)) : found // as many outputs
  const [input, output] = [node.inputs[0], node.outputs[0]]
  const cotangent = cotangents.find((candidate) => candidate !== undefined)
  invariant(input !== undefined && output !== undefined && cotangent !== undefined, `${node.type} lacks an input`)
  const inputs = node.inputs as readonly Value[] // rules of operators with optional inputs check for themselves
  return {
    ops: builders,
    inputs,
    outputs: node.outputs,
    cotangents,
    input,
    output,
    cotangent,
    attributes: node.attributes,
  }
}

/** Adds to what already goes back to a value. */
function accumulate(cotangents: Map<Value, Value>, value: Value, gradient: Value): void {
  const before = cotangents.get(value)
  cotangents.set(value, before === undefined ? gradient : builders.add(before, gradient))
}

/** A gradient that only broadcasts to its value's shape, expanded to it. */
function full(gradient: Value, value: Value): Value {
  if (sameShape(gradient.shape, value.shape)) return gradient
  invariant(sameShape(broadcastShapes(gradient.shape, value.shape), value.shape), `a gradient wider than ${value.name}`)
  return builders.expand(gradient, value.shape, value)
}
