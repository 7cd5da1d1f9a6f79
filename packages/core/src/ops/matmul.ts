// matmul(a, b) = a·b over the last two axes; leading axes broadcast
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { broadcastShapes, formatShape, multiplyDimensions } from "../graph/shape.ts"
import { sameDtype } from "./elementwise.ts"
import { applyOne, required, type GradientContext, type OpDefinition } from "./op.ts"
import { mapCoordinates, numbersOf, positionOf, referenceTensor } from "./reference.ts"

/** Both operands have rank 2 or more. */
export const matmul = (a: Value, b: Value): Value => applyOne(matmulOp, [a, b], {})

// ∂a = y̅·bᵀ, ∂b = aᵀ·y̅; leading axes that one operand lacks are summed
export const matmulOp: OpDefinition = {
  type: "MatMul",
  summary: "Product of matrices.",
  infer(inputs) {
    const [a, b] = [required(inputs, 0), required(inputs, 1)]
    sameDtype(a, b)
    const [rows, inner, columns] = [a.shape.at(-2), b.shape.at(-2), b.shape.at(-1)]
    if (rows === undefined || inner === undefined || columns === undefined || a.shape.at(-1) !== inner) {
      throw new GraphError("graph/shape", `no product of ${formatShape(a.shape)} and ${formatShape(b.shape)}`)
    }
    return [{ dtype: a.dtype, shape: [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns] }]
  },
  reference(inputs) {
    const [a, b] = [required(inputs, 0), required(inputs, 1)]
    const lead = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) as readonly number[] // of concrete tensors
    const [rows, inner, columns] = [required(a.shape, a.shape.length - 2), a.shape.at(-1)!, b.shape.at(-1)!] // checked
    const [left, right] = [numbersOf(a), numbersOf(b)]
    const shape = [...lead, rows, columns]
    const data = mapCoordinates(shape, (at) => {
      const [row, column] = [at.at(-2)!, at.at(-1)!] // rank 2 or more
      const batch = at.slice(0, -2)
      let sum = 0
      for (let i = 0; i < inner; i++) {
        sum += left[positionOf([...batch, row, i], a.shape)]! * right[positionOf([...batch, i, column], b.shape)]! // in range
      }
      return sum
    })
    return [referenceTensor(a.dtype, shape, data)]
  },
  gradient: (context) => [() => leftGradient(context), () => rightGradient(context)],
  examples: [
    { name: "matrices", inputs: [{ shape: [2, 3] }, { shape: [3, 4] }], build: (a, b) => matmul(a, b) },
    { name: "batch with one", inputs: [{ shape: [2, 2, 3] }, { shape: [3, 2] }], build: (a, b) => matmul(a, b) },
    { name: "one with batch", inputs: [{ shape: [2, 3] }, { shape: [2, 3, 2] }], build: (a, b) => matmul(a, b) },
    { name: "batch with batch", inputs: [{ shape: [2, 2, 3] }, { shape: [2, 3, 1] }], build: (a, b) => matmul(a, b) },
    {
      name: "broadcast batches",
      inputs: [{ shape: [2, 1, 2, 3] }, { shape: [3, 3, 2] }],
      build: (a, b) => matmul(a, b),
    },
  ],
}

function leftGradient({ ops, inputs, cotangent }: GradientContext): Value {
  const b = required(inputs, 1)
  if (cotangent.shape.length === 2) return ops.gemm(cotangent, b, undefined, { transB: true })
  return ops.matmul(cotangent, swapped(ops, b))
}

function rightGradient({ ops, input: a, inputs, cotangent }: GradientContext): Value {
  const b = required(inputs, 1)
  if (b.shape.length > 2) return ops.matmul(swapped(ops, a), cotangent)
  // one matrix for all leading axes: they are rows of one long product
  const rows = (x: Value): Value => ops.reshape(x, [multiplyDimensions(x.shape.slice(0, -1)), required(x.shape, x.shape.length - 1)]) // prettier-ignore
  return ops.gemm(rows(a), rows(cotangent), undefined, { transA: true })
}

function swapped(ops: GradientContext["ops"], x: Value): Value {
  const rank = x.shape.length
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return ops.transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2])
}
