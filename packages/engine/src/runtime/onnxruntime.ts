// ONNX Runtime, loaded at first use, and its tensors beside ours.
import type { Dtype, Tensor } from "@fidelio/core"
import { invariant } from "@fidelio/core/errors"
import type * as Ort from "onnxruntime-node"

export type { Ort }

let loaded: Promise<typeof Ort> | undefined

/** The module; loading it costs about 30 ms, which a command that runs no graph should not pay. */
export function loadOnnxRuntime(): Promise<typeof Ort> {
  loaded ??= import("onnxruntime-node").then((ort) => {
    ort.env.logLevel = "fatal" // what goes wrong is thrown; the log would only say it again
    return ort
  })
  return loaded
}

const wrapped = new WeakMap<Tensor, Ort.Tensor>()

/** The same memory as a tensor of ONNX Runtime; made once for each tensor. */
export function toOrtTensor(ort: typeof Ort, tensor: Tensor): Ort.Tensor {
  const known = wrapped.get(tensor)
  if (known !== undefined) return known
  const made = new ort.Tensor(tensor.dtype, tensor.data, tensor.shape)
  wrapped.set(tensor, made)
  return made
}

const dtypes: ReadonlySet<string> = new Set<Dtype>([
  "float32",
  "float64",
  "float16",
  "uint8",
  "int8",
  "uint16",
  "int32",
  "int64",
  "bool",
  "string",
])

/** Our view of a tensor that ONNX Runtime made. */
export function fromOrtTensor(made: Ort.Tensor): Tensor {
  invariant(dtypes.has(made.type), `an output of dtype ${made.type}`)
  const data = made.data
  const values =
    made.type === "float16" && ArrayBuffer.isView(data)
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : data
  // The dtype was checked, and ONNX Runtime's array for it is ours.
  return { dtype: made.type as Dtype, shape: made.dims, data: values as Tensor["data"] }
}
