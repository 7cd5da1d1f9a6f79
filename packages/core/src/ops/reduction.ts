// The family of reductions: operators that fold axes into one number.
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { normalizeAxis, type Shape } from "../graph/shape.ts"
import {
  applyOne,
  constantsOf,
  required,
  type Domain,
  type GradientContext,
  type GradientRule,
  type NoGradient,
  type OpDefinition,
  type OpExample,
  type ReferenceTensor,
} from "./op.ts"
import { integersOf, mapCoordinates, numbersOf, positionOf } from "./reference.ts"

export interface ReduceOptions {
  /** All axes unless given. */
  readonly axes?: readonly number[]
  /** Keep the reduced axes, with length 1. */
  readonly keepdims?: boolean
}

type ReduceAttributes = { readonly keepdims: number }

interface ReductionSpec {
  readonly type: string
  readonly summary: string
  /** Folds the numbers that meet in one element of the result. */
  readonly fold: (numbers: readonly number[]) => number
  readonly numbers?: Domain
  readonly gradient: GradientRule<ReduceAttributes> | NoGradient
}

/** Applies a reduction; `axes` may count from the end. */
export function applyReduction(op: OpDefinition<ReduceAttributes>, x: Value, options: ReduceOptions): Value {
  const { axes, keepdims = false } = options
  if (axes?.length === 0) throw new GraphError("graph/shape", `${op.type} over no axis; leave axes out to reduce all`)
  const positions = axes?.map((axis) => normalizeAxis(axis, x.shape.length)).toSorted((a, b) => a - b)
  const list = positions === undefined ? undefined : x.graph.constant(positions, "int64")
  return applyOne(op, list === undefined ? [x] : [x, list], { keepdims: Number(keepdims) })
}

/** An operator that folds the numbers along some axes. */
export function reduction(spec: ReductionSpec): OpDefinition<ReduceAttributes> {
  const op: OpDefinition<ReduceAttributes> = {
    type: spec.type,
    summary: spec.summary,
    family: "reduction",
    infer(inputs, { keepdims }) {
      const x = required(inputs, 0)
      return [{ dtype: x.dtype, shape: reducedShape(x.shape, reducedAxes(x, inputs[1]), keepdims === 1) }]
    },
    reference(inputs, { keepdims }) {
      const x = required(inputs, 0)
      const list = inputs[1]
      const axes = list === undefined ? x.shape.map((_, axis) => axis) : integersOf(list)
      return [foldAxes(x, axes, keepdims === 1, spec.fold)]
    },
    gradient: spec.gradient,
    examples: reductionExamples(spec, (x, options) => applyReduction(op, x, options)),
  }
  return op
}

/** The axes that a reduction folds, as positions. */
export function reducedAxes(x: Value, axes: Value | undefined): number[] {
  if (axes === undefined) return x.shape.map((_, axis) => axis)
  return constantsOf(axes).map((axis) => normalizeAxis(axis, x.shape.length))
}

const reducedShape = (shape: Shape, axes: readonly number[], keepdims: boolean): Shape =>
  keepdims ? shape.map((size, i) => (axes.includes(i) ? 1 : size)) : shape.filter((_, i) => !axes.includes(i))

/** Folds the numbers that meet in each element of the result. */
export function foldAxes(
  x: ReferenceTensor,
  axes: readonly number[],
  keepdims: boolean,
  fold: (numbers: readonly number[]) => number,
): ReferenceTensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const groups: number[][] = Array.from({ length: kept.reduce((product, size) => product * size, 1) }, () => [])
  const data = numbersOf(x)
  const targets = mapCoordinates(x.shape, (coordinates) => positionOf(coordinates, kept))
  for (const [i, target] of targets.entries()) groups[target]!.push(data[i]!) // both in range
  const shape = keepdims ? kept : kept.filter((_, axis) => !axes.includes(axis))
  return { dtype: x.dtype, shape, data: Float64Array.from(groups, fold) }
}

/** A result of the reduction (or its cotangent), with the reduced axes back as axes of length 1. */
export function withReducedAxes(value: Value, context: GradientContext<ReduceAttributes>): Value {
  const { ops, input, inputs, attributes } = context
  if (attributes.keepdims === 1 || value.shape.length === 0) return value
  const rank = input.shape.length
  const axes = reducedAxes(input, inputs[1])
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const held = kept.slice(kept.length - value.shape.length) // a cotangent may lack leading axes
  return ops.unsqueeze(
    value,
    Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !held.includes(axis)),
  )
}

function reductionExamples(spec: ReductionSpec, build: (x: Value, options: ReduceOptions) => Value): OpExample[] {
  const numbers = spec.numbers ?? "any"
  const example = (name: string, shape: readonly number[], options: ReduceOptions): OpExample => ({
    name,
    inputs: [{ shape, domain: numbers }],
    build: (x) => build(x, options),
  })
  return [
    example("all", [2, 3], {}),
    example("all, kept", [2, 3], { keepdims: true }),
    example("first axis", [2, 3], { axes: [0] }),
    example("last axis, kept", [2, 3], { axes: [-1], keepdims: true }),
    example("middle axis", [2, 3, 2], { axes: [1] }),
    example("two axes", [2, 3, 2], { axes: [0, 2] }),
    example("axis of length one", [2, 1], { axes: [1] }),
    example("one number", [1], {}),
  ]
}

export type { ReduceAttributes }
