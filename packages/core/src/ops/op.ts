// What an operator is: shape rule, float64 reference, gradient and examples, in one value; and how one is applied.
import { GraphError } from "../errors.ts"
import type { Attributes, Graph, Value, ValueInfo } from "../graph/graph.ts"
import { formatShape } from "../graph/shape.ts"
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
  /** The first cotangent, for the many operators with one output. */
  readonly cotangent: Value
  readonly attributes: A
}

/** What goes back to each input. A gradient may have the broadcast shape of the output: the walk sums it to the input's. */
export type GradientRule<A extends Attributes = Attributes> = (
  context: GradientContext<A>,
) => readonly (Value | undefined)[]

/** Says aloud that there is none, and why. */
export interface NoGradient {
  readonly noGradient: string
}

export const noGradient = (why: string): NoGradient => ({ noGradient: why })

/** Where the numbers of an example's input come from, so that finite differences stay away from kinks and poles. */
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

export interface OpDefinition<A extends Attributes = Attributes> {
  readonly type: string
  /** `""` (standard) unless said. */
  readonly domain?: string
  readonly summary: string
  infer(inputs: readonly (Value | undefined)[], attributes: A): readonly ValueInfo[]
  reference(inputs: readonly (ReferenceTensor | undefined)[], attributes: A): readonly ReferenceTensor[]
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
