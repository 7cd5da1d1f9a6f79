// labelEncoder(x): each key's value, a default for what is no key
import { GraphError } from "../errors.ts"
import type { Dtype } from "../graph/dtype.ts"
import type { Value } from "../graph/graph.ts"
import { applyOne, noGradient, required, type OpDefinition } from "./op.ts"

type LabelEncoderAttributes = {
  readonly keys_strings?: readonly string[] | undefined
  readonly keys_int64s?: readonly number[] | undefined
  readonly keys_floats?: readonly number[] | undefined
  readonly values_strings?: readonly string[] | undefined
  readonly values_int64s?: readonly number[] | undefined
  readonly values_floats?: readonly number[] | undefined
  readonly default_string?: string | undefined
  readonly default_int64?: number | undefined
  readonly default_float?: number | undefined
}

type LabelDtype = "string" | "int64" | "float32"

export interface LabelEncoderOptions {
  /** Of the input's dtype: string, int64 or float32. */
  readonly keys: readonly string[] | readonly number[]
  readonly values: readonly string[] | readonly number[]
  readonly dtype: LabelDtype
  /** For what is no key. */
  readonly otherwise: string | number
}

export function labelEncoder(x: Value, { keys, values, dtype, otherwise }: LabelEncoderOptions): Value {
  if (keys.length !== values.length) {
    throw new GraphError("graph/shape", `${keys.length} keys for ${values.length} values`, { at: x.name })
  }
  const listOf = { string: "strings", int64: "int64s", float32: "floats" } as const
  const defaultOf = { string: "default_string", int64: "default_int64", float32: "default_float" } as const
  const { dtype: keyDtype } = x
  if (!isLabelDtype(keyDtype))
    throw new GraphError("graph/shape", `labels are ${keyDtype}, expected string, int64 or float32`)
  const attributes: LabelEncoderAttributes = {
    [`keys_${listOf[keyDtype]}`]: keys,
    [`values_${listOf[dtype]}`]: values,
    [defaultOf[dtype]]: otherwise,
  }
  return applyOne(labelEncoderOp, [x], attributes)
}

const isLabelDtype = (dtype: Dtype): dtype is LabelDtype =>
  dtype === "string" || dtype === "int64" || dtype === "float32"

function resultDtype({ values_strings, values_int64s }: LabelEncoderAttributes): LabelDtype {
  return values_strings !== undefined ? "string" : values_int64s !== undefined ? "int64" : "float32"
}

export const labelEncoderOp: OpDefinition<LabelEncoderAttributes> = {
  type: "LabelEncoder",
  domain: "ai.onnx.ml",
  summary: "Looks each element up in a table.",
  infer: (inputs, attributes) => [{ dtype: resultDtype(attributes), shape: required(inputs, 0).shape }],
  reference(inputs, attributes) {
    const x = required(inputs, 0)
    const keys: readonly (string | number)[] =
      attributes.keys_strings ?? attributes.keys_int64s ?? attributes.keys_floats ?? []
    const values: readonly (string | number)[] =
      attributes.values_strings ?? attributes.values_int64s ?? attributes.values_floats ?? []
    const table = new Map(keys.map((key, i) => [key, values[i]]))
    const dtype = resultDtype(attributes)
    const { default_string: text = "_Unused", default_int64: whole = -1, default_float: real = -0 } = attributes
    const otherwise = { string: text, int64: whole, float32: real }[dtype]
    const found = Array.from<string | number>(x.data).map((key) => table.get(key) ?? otherwise)
    return [{ dtype, shape: x.shape, data: dtype === "string" ? found.map(String) : Float64Array.from(found, Number) }]
  },
  gradient: noGradient("a table is not differentiable"),
  examples: [
    {
      name: "strings to integers",
      inputs: [{ shape: [4], dtype: "string", domain: { values: ["b", "ü", "a", "other"] } }],
      build: (x) => labelEncoder(x, { keys: ["a", "b", "ü"], values: [0, 1, 2], dtype: "int64", otherwise: 7 }),
    },
    {
      name: "strings to floats",
      inputs: [{ shape: [2, 1], dtype: "string", domain: { values: ["yes", "?"] } }],
      build: (x) => labelEncoder(x, { keys: ["no", "yes"], values: [0, 1], dtype: "float32", otherwise: NaN }),
    },
    {
      name: "integers to strings",
      inputs: [{ shape: [3], dtype: "int64", domain: { values: [1, 0, 5] } }],
      build: (x) => labelEncoder(x, { keys: [0, 1], values: ["no", "yes"], dtype: "string", otherwise: "?" }),
    },
    {
      name: "floats to floats",
      inputs: [{ shape: [3], domain: { values: [1, 0.5, 5] } }],
      build: (x) => labelEncoder(x, { keys: [0.5, 1], values: [10, 20], dtype: "float32", otherwise: -1 }),
    },
  ],
}
