// Names of the Open Inference Protocol v2: datatypes of tensors, and how tensors are described.
import type { InputColumn, OutputColumn } from "@fidelio/core"

/** The datatypes that requests may have: whether JSON gives numbers, texts or truth values, and of whole numbers the range. */
export const datatypes = {
  BOOL: { kind: "boolean" },
  UINT8: { kind: "integer", min: 0, max: 2 ** 8 - 1 },
  UINT16: { kind: "integer", min: 0, max: 2 ** 16 - 1 },
  UINT32: { kind: "integer", min: 0, max: 2 ** 32 - 1 },
  UINT64: { kind: "integer", min: 0, max: Number.MAX_SAFE_INTEGER },
  INT8: { kind: "integer", min: -(2 ** 7), max: 2 ** 7 - 1 },
  INT16: { kind: "integer", min: -(2 ** 15), max: 2 ** 15 - 1 },
  INT32: { kind: "integer", min: -(2 ** 31), max: 2 ** 31 - 1 },
  INT64: { kind: "integer", min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
  FP16: { kind: "number" },
  FP32: { kind: "number" },
  FP64: { kind: "number" },
  BYTES: { kind: "text" },
} as const satisfies Record<string, { kind: string; min?: number; max?: number }>

export type Datatype = keyof typeof datatypes

export const isDatatype = (name: unknown): name is Datatype =>
  typeof name === "string" && Object.hasOwn(datatypes, name)

const ofDtype = { float32: "FP32", string: "BYTES", bool: "BOOL" } as const satisfies Record<
  OutputColumn["dtype"],
  Datatype
>

export interface TensorDescription {
  readonly name: string
  readonly datatype: Datatype
  /** −1: any number of rows. */
  readonly shape: readonly number[]
}

export const inputTensor = ({ name, dtype }: InputColumn): TensorDescription => ({
  name,
  datatype: ofDtype[dtype],
  shape: [-1],
})

export const outputTensor = ({ name, dtype, shape }: OutputColumn): TensorDescription => ({
  name,
  datatype: ofDtype[dtype],
  shape: [-1, ...shape],
})
