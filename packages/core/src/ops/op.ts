// What an operator is: shape rule, float64 reference, gradient and examples, in one value; and how one is applied.
import { GraphError } from "../errors.ts"
import type { Attributes, Graph, Value, ValueInfo } from "../graph/graph.ts"
import { formatShape, sameShape, type Shape } from "../graph/shape.ts"
import type { Dtype } from "../graph/dtype.ts"
import type * as builders from "./builders.ts"

/** A value, or a plain number that becomes a constant of the other operands' dtype. */
export type Operand = Value | number

/** A tensor in the reference implementation: numbers in float64 whatever the dtype (bools are 0 and 1), or strings. */
export interface ReferenceTensor {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly data: Float64Array | readonly string[]
}

/** What a gradient rule is given. */
export interface GradientContext<A extends Attributes = Attributes> {
  /** All operators' builder functions, to write the gradient with. */
  readonly ops: typeof builders
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  /** The gradient of the loss by each output; undefined where the loss does not depend on it. */
  readonly cotangents: readonly (Value | undefined)[]
  /** The first input, output and cotangent, for the many operators with one. */
  readonly input: Value
  readonly output: Value
  readonly cotangent: Value
  readonly attributes: A
}

/** What goes back to one input; a function where nothing should be built unless it is needed; undefined where it is zero. */
export type Backward = Value | undefined | (() => Value | undefined)

/** What goes back to each input. A gradient may have the broadcast shape of the output: the walk sums it to the input's. */
export type GradientRule<A extends Attributes = Attributes> = {
  rule(context: GradientContext<A>): readonly Backward[]
}["rule"] // a method's type, so that operators with attributes of their own fit into one list

/** Says aloud that there is none, and why. */
export interface NoGradient {
  readonly noGradient: string
}

export const noGradient = (why: string): NoGradient => ({ noGradient: why })

/**
 * Where the numbers of an example's input come from, so that finite differences stay away from kinks and poles:
 * within ±2; in (0.2, 2.2); in ±(0.3, 2.3); in (−0.9, 0.9); far from one another; in (0.05, 0.95).
 */
export type Domain =
  | "any"
  | "positive"
  | "awayFromZero"
  | "unit"
  | "noTies"
  | "probability"
  | { readonly values: readonly number[] | readonly string[] }

export interface ExampleInput {
  readonly shape: readonly number[]
  readonly dtype?: Dtype
  readonly domain?: Domain
}

/** One use of an operator: tests check its shape rule, reference, gradient and ONNX Runtime on it. */
export interface OpExample {
  readonly name: string
  readonly inputs: readonly ExampleInput[]
  /** Builds the use; returns the outputs to look at. */
  readonly build: (...inputs: Value[]) => Value | readonly Value[]
  /** Why finite differences cannot check this example, if so. */
  readonly skipGradient?: string
}

/** Runs the body of a loop on tensors, in the order of its inputs and outputs. */
export type RunBody = (body: Graph, inputs: readonly ReferenceTensor[]) => readonly ReferenceTensor[]

export interface OpDefinition<A extends Attributes = Attributes> {
  readonly type: string
  /** `""` (standard) unless said. */
  readonly domain?: string
  readonly summary: string
  /** Rules of these families accept a cotangent that only broadcasts to the output, such as one number for all elements. */
  readonly family?: "elementwise" | "reduction"
  infer(inputs: readonly (Value | undefined)[], attributes: A): readonly ValueInfo[]
  reference(
    inputs: readonly (ReferenceTensor | undefined)[],
    attributes: A,
    runBody: RunBody,
  ): readonly ReferenceTensor[]
  readonly gradient: GradientRule<A> | NoGradient
  readonly examples: readonly OpExample[]
}

/** Appends one use of an operator to the innermost graph of its inputs, and returns its outputs. */
export function applyOp<A extends Attributes>(
  op: OpDefinition<A>,
  inputs: readonly (Value | undefined)[],
  attributes: A,
  graph: Graph = innermostGraph(inputs),
): readonly Value[] {
  let outputs: readonly ValueInfo[]
  try {
    outputs = op.infer(inputs, attributes)
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause
    const given = inputs.map((input) =>
      input === undefined ? "–" : `${input.name}: ${input.dtype}${formatShape(input.shape)}`,
    )
    throw new GraphError("graph/shape", `${op.type}(${given.join(", ")}): ${cause.message}`, { at: op.type, cause })
  }
  return graph.append({ type: op.type, domain: op.domain ?? "", inputs, attributes, outputs })
}

/** Like `applyOp`, for operators with one output. */
export function applyOne<A extends Attributes>(
  op: OpDefinition<A>,
  inputs: readonly (Value | undefined)[],
  attributes: A,
  graph?: Graph,
): Value {
  return required(graph === undefined ? applyOp(op, inputs, attributes) : applyOp(op, inputs, attributes, graph), 0)
}

/** Applies an operator whose rule cannot know the result's symbols as well as the caller does. */
export function applyWithShape<A extends Attributes>(
  op: OpDefinition<A>,
  inputs: readonly (Value | undefined)[],
  attributes: A,
  wanted: Shape,
): Value {
  const inferred = required(op.infer(inputs, attributes), 0)
  const refines =
    inferred.shape.length === wanted.length &&
    inferred.shape.every((size, axis) => typeof size === "string" || size === wanted[axis])
  if (!refines || sameShape(inferred.shape, wanted)) return applyOne(op, inputs, attributes)
  const outputs = [{ dtype: inferred.dtype, shape: wanted }]
  return required(innermostGraph(inputs).append({ type: op.type, inputs, attributes, outputs }), 0)
}

/** The element at a place where there must be one. */
export function required<T>(elements: readonly (T | undefined)[], index: number): T {
  const element = elements[index]
  if (element === undefined) throw new GraphError("graph/shape", `input ${index} is missing`)
  return element
}

/** The numbers of a value that must be constant, such as axes. */
export function constantsOf(value: Value): number[] {
  if (value.constant === undefined) throw new GraphError("graph/shape", `${value.name} is not constant`)
  return Array.from(value.constant.data, Number)
}

/** The one of these values' graphs that is nested deepest; a node belongs there. */
export function innermostGraph(values: readonly (Value | undefined)[]): Graph {
  let innermost: Graph | undefined
  for (const value of values) {
    if (value === undefined) continue
    if (innermost === undefined || isInside(value.graph, innermost)) innermost = value.graph
  }
  if (innermost === undefined) throw new GraphError("graph/shape", "an operator needs at least one value")
  return innermost
}

function isInside(graph: Graph, outer: Graph): boolean {
  for (let at: Graph | undefined = graph; at !== undefined; at = at.parent) if (at === outer) return true
  return false
}

/** Values for operands: numbers become constants of the first value's dtype (or of `dtype`). */
export function lift(operands: readonly Operand[], dtype?: Dtype): Value[] {
  const first = operands.find((operand) => typeof operand !== "number")
  if (first === undefined) throw new GraphError("graph/shape", "an operator needs at least one value beside numbers")
  const graph = innermostGraph(operands.filter((operand) => typeof operand !== "number"))
  return operands.map((operand) =>
    typeof operand === "number" ? graph.constant(operand, dtype ?? first.dtype) : operand,
  )
}
