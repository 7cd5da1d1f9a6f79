// concat([a, b, …], axis): the values one after the other along an axis
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { addDimensions, formatShape, normalizeAxis, type Dimension } from "../graph/shape.ts"
import { sameDtype } from "./elementwise.ts"
import { applyOne, required, type GradientContext, type OpDefinition, type ReferenceTensor } from "./op.ts"
import { boundsOf, slice } from "./slice.ts"
import { mapCoordinates, positionOf, withAxis } from "./reference.ts"

type ConcatAttributes = { readonly axis: number }

/** Neighbouring slices of one value come back as one slice of it, or as the value itself where they cover all of it. */
export function concat(values: readonly Value[], axis: number): Value {
  const first = required(values, 0)
  const position = normalizeAxis(axis, first.shape.length)
  const merged = mergeNeighbours(values, position)
  return merged.length === 1 ? required(merged, 0) : applyOne(concatOp, merged, { axis: position })
}

interface Piece {
  readonly source: Value
  readonly start: number
  readonly end: number
}

function mergeNeighbours(values: readonly Value[], axis: number): Value[] {
  const merged: Value[] = []
  let last: Piece | undefined
  for (const value of values) {
    const piece = pieceOf(value, axis)
    if (piece !== undefined && last !== undefined && last.source === piece.source && last.end === piece.start) {
      last = { ...piece, start: last.start }
      merged[merged.length - 1] = slice(last.source, { starts: [last.start], ends: [last.end], axes: [axis] })
    } else {
      last = piece
      merged.push(value)
    }
  }
  return merged
}

/** What a value is a slice of along this axis alone, if it is. */
function pieceOf(value: Value, axis: number): Piece | undefined {
  if (value.producer?.type !== "Slice") return undefined
  const source = required(value.producer.inputs, 0)
  if (typeof source.shape[axis] !== "number") return undefined
  const { axes, steps, starts, ends } = boundsOf(value.producer.inputs)
  const [start, end] = [starts?.[0], ends?.[0]]
  if (axes.length !== 1 || axes[0] !== axis || steps[0] !== 1 || start === undefined || end === undefined)
    return undefined
  return start < 0 || end < 0 ? undefined : { source, start, end }
}

// to each its own slice of the cotangent
export const concatOp: OpDefinition<ConcatAttributes> = {
  type: "Concat",
  summary: "Joins values along an axis.",
  infer(inputs, { axis }) {
    const values = inputs.map((_, i) => required(inputs, i))
    const first = required(values, 0)
    const position = normalizeAxis(axis, first.shape.length)
    for (const value of values) {
      sameDtype(first, value)
      const fits =
        value.shape.length === first.shape.length &&
        value.shape.every((size, i) => i === position || size === first.shape[i])
      if (!fits) {
        throw new GraphError(
          "graph/shape",
          `${formatShape(value.shape)} does not fit to ${formatShape(first.shape)} along axis ${position}`,
        )
      }
    }
    const total: Dimension = addDimensions(values.map((value) => required(value.shape, position)))
    return [{ dtype: first.dtype, shape: withAxis(first.shape, position, total) }]
  },
  reference: (inputs, { axis }) => [joinTensors(inputs.map((_, i) => required(inputs, i)), axis)], // prettier-ignore
  gradient({ ops, inputs, attributes, cotangent }) {
    const axis = normalizeAxis(attributes.axis, cotangent.shape.length)
    const sizes = inputs.map((input) => required(input.shape, axis))
    if (sizes.some((size) => typeof size !== "number")) return dynamicPieces(ops, inputs, axis, cotangent)
    let end = 0
    return inputs.map((_, i) => {
      const start = end
      end += Number(sizes[i])
      const range = { starts: [start], ends: [end], axes: [axis] }
      return () => ops.slice(cotangent, range)
    })
  },
  examples: [
    { name: "columns", inputs: [{ shape: [2, 1] }, { shape: [2, 3] }], build: (a, b) => concat([a, b], 1) },
    {
      name: "rows",
      inputs: [{ shape: [1, 2] }, { shape: [2, 2] }, { shape: [1, 2] }],
      build: (...values) => concat(values, 0),
    },
    { name: "last axis", inputs: [{ shape: [2, 2, 1] }, { shape: [2, 2, 2] }], build: (a, b) => concat([a, b], -1) },
    {
      name: "neighbouring slices",
      inputs: [{ shape: [2, 5] }],
      build: (x) => concat([0, 2, 3].map((start, i) => slice(x, { starts: [start], ends: [[2, 3, 5][i]!], axes: [1] })), 1), // prettier-ignore
    },
    {
      name: "strings",
      inputs: [
        { shape: [1], dtype: "string", domain: { values: ["a"] } },
        { shape: [2], dtype: "string", domain: { values: ["b", "c"] } },
      ],
      build: (a, b) => concat([a, b], 0),
    },
  ],
}

function dynamicPieces(
  ops: GradientContext["ops"],
  inputs: readonly Value[],
  axis: number,
  cotangent: Value,
): (() => Value)[] {
  const lengths = inputs.map((input) => ops.shapeOf(input, { start: axis, end: axis + 1 }))
  return inputs.map((input, i) => () => {
    const starts = lengths
      .slice(0, i)
      .reduce((sum, length) => ops.add(sum, length), cotangent.graph.constant([0], "int64"))
    return ops.slice(cotangent, {
      starts,
      ends: ops.add(starts, required(lengths, i)),
      axes: [axis],
      shape: input.shape,
    })
  })
}

function joinTensors(tensors: readonly ReferenceTensor[], axis: number): ReferenceTensor {
  const first = required(tensors, 0)
  const position = normalizeAxis(axis, first.shape.length)
  const owners = tensors.flatMap((tensor, owner) =>
    Array.from({ length: required(tensor.shape, position) }, (_, at) => ({ owner, at })),
  )
  const shape = withAxis(first.shape, position, owners.length)
  const elements: (number | string)[] = []
  mapCoordinates(shape, (at) => {
    const { owner, at: own } = required(owners, required(at, position))
    const { data, shape: from } = required(tensors, owner)
    return elements.push(data[positionOf(withAxis(at, position, own), from)]!) // in range
  })
  if (first.data instanceof Float64Array) return { ...first, shape, data: Float64Array.from(elements, Number) }
  return { ...first, shape, data: elements.map(String) }
}
