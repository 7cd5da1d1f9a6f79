// Concrete tensors: constants of a graph, weights, encoded columns.
import type { Dtype } from "./dtype.ts"
import { sizeOf } from "./shape.ts"
import { invariant } from "../errors.ts"

interface ArrayOfDtype {
  float32: Float32Array
  float64: Float64Array
  float16: Uint16Array
  uint8: Uint8Array
  int8: Int8Array
  uint16: Uint16Array
  int32: Int32Array
  int64: BigInt64Array
  bool: Uint8Array
  string: readonly string[]
}

export type TensorData<D extends Dtype = Dtype> = ArrayOfDtype[D]

/** Numbers (or strings) in row-major order, with their dtype and shape. */
export interface Tensor<D extends Dtype = Dtype> {
  readonly dtype: D
  readonly shape: readonly number[]
  readonly data: TensorData<D>
}

export function tensor<D extends Dtype>(dtype: D, shape: readonly number[], data: TensorData<D>): Tensor<D> {
  invariant(data.length === sizeOf(shape), `${data.length} elements for shape [${shape.join(", ")}]`)
  return { dtype, shape, data }
}

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

/** A tensor of this dtype from plain numbers (or strings). */
export function tensorOf(
  dtype: Dtype,
  shape: readonly number[],
  values: readonly number[] | readonly string[],
): Tensor {
  if (dtype === "string") return tensor(dtype, shape, values.map(String))
  if (dtype === "int64") return tensor(dtype, shape, BigInt64Array.from(values as readonly number[], BigInt)) // numbers: not a string tensor
  invariant(dtype !== "float16", "float16 tensors are made from float32 ones")
  return tensor(dtype, shape, constructors[dtype].from(values as readonly number[])) // numbers: not a string tensor
}

/** A tensor of zeros. */
export const zeros = (dtype: Dtype, shape: readonly number[]): Tensor =>
  tensorOf(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, () => 0),
  )
