// gemm(a, b, c) = α·a'·b' + β·c, where ' transposes on demand
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { broadcastShapes, formatShape, sameShape, type Shape } from "../graph/shape.ts"
import { sameDtype } from "./elementwise.ts"
import { applyOne, required, type GradientContext, type OpDefinition } from "./op.ts"
import { broadcastTo, mapCoordinates, numbersOf, positionOf, referenceTensor } from "./reference.ts"

type GemmAttributes = {
  readonly alpha: number
  readonly beta: number
  readonly transA: number
  readonly transB: number
}

export interface GemmOptions {
  readonly alpha?: number
  readonly beta?: number
  readonly transA?: boolean
  readonly transB?: boolean
}

/** Matrices only; `c` broadcasts to the product. */
export function gemm(a: Value, b: Value, c?: Value, options: GemmOptions = {}): Value {
  const { alpha = 1, beta = 1, transA = false, transB = false } = options
  const attributes = { alpha, beta, transA: Number(transA), transB: Number(transB) }
  return applyOne(gemmOp, c === undefined ? [a, b] : [a, b, c], attributes)
}

const orient = <T>(shape: readonly T[], transposed: number): readonly T[] =>
  transposed === 1 ? shape.toReversed() : shape

// ∂a' = α·y̅·b'ᵀ, ∂b' = α·a'ᵀ·y̅, ∂c = β·y̅
export const gemmOp: OpDefinition<GemmAttributes> = {
  type: "Gemm",
  summary: "Product of two matrices, with a sum.",
  infer(inputs, { transA, transB }) {
    const [a, b] = [required(inputs, 0), required(inputs, 1)]
    sameDtype(a, b)
    const left: Shape = orient(a.shape, transA)
    const right: Shape = orient(b.shape, transB)
    if (left.length !== 2 || right.length !== 2 || left[1] !== right[0]) {
      throw new GraphError("graph/shape", `no product of ${formatShape(left)} and ${formatShape(right)}`)
    }
    const shape = [required(left, 0), required(right, 1)]
    const c = inputs[2]
    if (c !== undefined && !sameShape(broadcastShapes(shape, c.shape), shape)) {
      throw new GraphError("graph/shape", `${formatShape(c.shape)} does not broadcast to ${formatShape(shape)}`)
    }
    return [{ dtype: a.dtype, shape }]
  },
  reference(inputs, { alpha, beta, transA, transB }) {
    const [a, b] = [required(inputs, 0), required(inputs, 1)]
    const [left, right] = [numbersOf(a), numbersOf(b)]
    const [rows, inner] = orient(a.shape, transA) as [number, number] // checked
    const shape = [rows, required(orient(b.shape, transB), 1)]
    const added = inputs[2] === undefined ? undefined : numbersOf(broadcastTo(inputs[2], shape))
    const data = mapCoordinates(shape, ([row = 0, column = 0]) => {
      let sum = 0
      for (let i = 0; i < inner; i++) {
        const x = left[positionOf(orient([row, i], transA), a.shape)]! // in range
        const y = right[positionOf(orient([i, column], transB), b.shape)]! // in range
        sum += x * y
      }
      return alpha * sum + beta * (added?.[positionOf([row, column], shape)] ?? 0)
    })
    return [referenceTensor(a.dtype, shape, data)]
  },
  gradient: (context) => [
    () => leftGradient(context),
    () => rightGradient(context),
    () => context.ops.mul(context.cotangent, context.attributes.beta),
  ],
  examples: [
    { name: "product", inputs: [{ shape: [2, 3] }, { shape: [3, 4] }], build: (a, b) => gemm(a, b) },
    {
      name: "with a row",
      inputs: [{ shape: [2, 3] }, { shape: [3, 4] }, { shape: [4] }],
      build: (a, b, c) => gemm(a, b, c),
    },
    {
      name: "a transposed",
      inputs: [{ shape: [3, 2] }, { shape: [3, 4] }, { shape: [2, 1] }],
      build: (a, b, c) => gemm(a, b, c, { transA: true, alpha: 2, beta: 0.5 }),
    },
    {
      name: "b transposed",
      inputs: [{ shape: [2, 3] }, { shape: [4, 3] }],
      build: (a, b) => gemm(a, b, undefined, { transB: true }),
    },
    {
      name: "both transposed",
      inputs: [{ shape: [3, 2] }, { shape: [4, 3] }, { shape: [2, 4] }],
      build: (a, b, c) => gemm(a, b, c, { transA: true, transB: true, alpha: -1 }),
    },
  ],
}

function leftGradient({ ops, inputs, cotangent, attributes }: GradientContext<GemmAttributes>): Value {
  const b = required(inputs, 1)
  const { alpha } = attributes
  const [transA, transB] = [attributes.transA === 1, attributes.transB === 1]
  return transA
    ? ops.gemm(b, cotangent, undefined, { alpha, transA: transB, transB: true })
    : ops.gemm(cotangent, b, undefined, { alpha, transB: !transB })
}

function rightGradient({ ops, input: a, cotangent, attributes }: GradientContext<GemmAttributes>): Value {
  const { alpha } = attributes
  const [transA, transB] = [attributes.transA === 1, attributes.transB === 1]
  return transB
    ? ops.gemm(cotangent, a, undefined, { alpha, transA: true, transB: transA })
    : ops.gemm(a, cotangent, undefined, { alpha, transA: !transA })
}
