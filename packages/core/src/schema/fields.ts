// Shared settings fields: one function a kind of setting, so that wording and bounds are the same everywhere.
import { z } from "zod"
import type { FieldMeta } from "./meta.ts"

/** A setting with a default. */
type Field<T extends z.ZodType> = z.ZodDefault<T>
/** A setting that may be null, and is by default. */
type NullField<T extends z.ZodType> = z.ZodDefault<z.ZodNullable<T>>
type NumberField<D extends number | null> = D extends null ? NullField<z.ZodNumber> : Field<z.ZodNumber>
type TextField<D extends string | null> = D extends null ? NullField<z.ZodString> : Field<z.ZodString>
type Names<V extends string> = z.ZodEnum<{ [K in V]: K }>
type ChoiceField<V extends string, D extends V | null> = D extends null ? NullField<Names<V>> : Field<Names<V>>

/** Gives a schema its default and its sentence; a default of null also allows null. */
function field<T extends z.ZodType, R>(schema: T, initial: unknown, text: string, meta: FieldMeta): R {
  const type: z.ZodType = initial === null && !(schema instanceof z.ZodNullable) ? schema.nullable() : schema
  return type.default(initial).meta({ ...meta, description: text }) as unknown as R // the type follows from whether the default is null
}

const int = z.int() as z.ZodNumber // a number format in Zod's types, with the same methods

/** A whole number ≥ 1. */
export const positiveInt = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(int.min(1), initial, text, meta)

/** A whole number ≥ 0. */
export const nonNegativeInt = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(int.min(0), initial, text, meta)

const auto = z.literal("auto")

type IntOrAuto = z.ZodUnion<[z.ZodNumber, typeof auto]>

/** A whole number ≥ 1, or `auto`. */
export const positiveIntOrAuto = <D extends number | "auto" | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodType, D extends null ? NullField<IntOrAuto> : Field<IntOrAuto>>(
    z.union([int.min(1), auto]),
    initial,
    text,
    meta,
  )

/** A whole number from `least` up, or `auto`. */
export const intFromOrAuto = (least: number, initial: number | "auto", text: string, meta: FieldMeta = {}) =>
  field<z.ZodType, Field<IntOrAuto>>(z.union([int.min(least), auto]), initial, text, meta)

type NumberOrAuto = z.ZodUnion<[z.ZodNumber, typeof auto]>

/** A number from 0 to 1 (1 itself apart), `auto`, or null. */
export const fractionOrAuto = (initial: number | "auto" | null, text: string, meta: FieldMeta = {}) =>
  field<z.ZodType, Field<z.ZodNullable<NumberOrAuto>>>(
    z.union([z.number().min(0).lt(1), auto]).nullable(),
    initial,
    text,
    meta,
  )

/** A number > 0, or `auto`. */
export const positiveOrAuto = (initial: number | "auto", text: string, meta: FieldMeta = {}) => {
  const schema = z.union([z.number().gt(0), auto])
  return field<z.ZodType, Field<typeof schema>>(schema, initial, text, meta)
}

/** A number > 0. */
export const positive = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(z.number().gt(0), initial, text, meta)

/** A number ≥ 0. */
export const nonNegative = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(z.number().min(0), initial, text, meta)

/** A number from 0 to 1. */
export const fraction = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(z.number().min(0).max(1), initial, text, meta)

/** Any finite number. */
export const real = <D extends number | null>(initial: D, text: string, meta: FieldMeta = {}) =>
  field<z.ZodNumber, NumberField<D>>(z.number(), initial, text, meta)

/** True or false. */
export const flag = (initial: boolean, text: string, meta: FieldMeta = {}) =>
  field<z.ZodBoolean, Field<z.ZodBoolean>>(z.boolean(), initial, text, meta)

/** Yes, no, or `auto`. */
export const flagOrAuto = (initial: boolean | "auto", text: string, meta: FieldMeta = {}) => {
  const schema = z.union([z.boolean(), auto])
  return field<z.ZodType, Field<typeof schema>>(schema, initial, text, meta)
}

/** Any text. */
export const text = <D extends string | null>(initial: D, sentence: string, meta: FieldMeta = {}) =>
  field<z.ZodString, TextField<D>>(z.string(), initial, sentence, meta)

/** One of some names. */
export const choice = <const V extends string, D extends NoInfer<V> | null>(
  values: readonly V[],
  initial: D,
  sentence: string,
  meta: FieldMeta = {},
) => field<z.ZodType, ChoiceField<V, D>>(z.enum(values), initial, sentence, meta)

/** A list; empty by default unless `initial` says otherwise, or null. */
export const listOf = <T extends z.ZodType, D extends readonly z.input<T>[] | null>(
  item: T,
  initial: D,
  sentence: string,
  meta: FieldMeta = {},
) =>
  field<z.ZodType, D extends null ? NullField<z.ZodArray<T>> : Field<z.ZodArray<T>>>(
    z.array(item),
    initial,
    sentence,
    meta,
  )

/** The same setting, with null allowed as well; the default stays. */
export function nullable<T extends z.ZodType>(setting: Field<T>): Field<z.ZodNullable<T>> {
  const { innerType, defaultValue } = setting.def
  return innerType
    .nullable()
    .default(defaultValue as never)
    .meta(setting.meta() ?? {}) as unknown as Field<z.ZodNullable<T>> // the default is one of the inner type's own
}

// ── the settings that many components share ─────────────────────────────────────────────────────

/** The activation functions, under the names that configs use. */
export const activationNames = [
  "celu",
  "elu",
  "entmax15",
  "geglu",
  "gelu",
  "hardsigmoid",
  "hardswish",
  "leakyRelu",
  "logSigmoid",
  "mish",
  "prelu",
  "reglu",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "silu",
  "softmax",
  "softplus",
  "sparsemax",
  "swiglu",
  "swish",
  "tanh",
] as const
export type ActivationName = (typeof activationNames)[number]

const activationSchema = z.enum(activationNames).meta({ id: "activation" })

/** The activation after a layer; null for none. */
export const activation = (
  initial: ActivationName | null = "relu",
  sentence = "The activation function after each layer; null for none.",
) =>
  field<z.ZodType, Field<z.ZodNullable<Names<ActivationName>>>>(z.enum(activationNames).nullable(), initial, sentence, {
    impact: 2,
  })

/** The initializers, under the names that configs use. */
export const initializerNames = [
  "constant",
  "dirac",
  "eye",
  "identity",
  "kaiming_normal",
  "kaiming_uniform",
  "normal",
  "ones",
  "orthogonal",
  "sparse",
  "uniform",
  "xavier_normal",
  "xavier_uniform",
  "zeros",
] as const

const initializerSchema = z
  .union([
    z.enum(initializerNames),
    z
      .object({ type: z.enum(initializerNames).describe("Which initializer.") })
      .catchall(z.union([z.number(), z.string()])),
  ])
  .meta({ id: "initializer" })
/** An initializer: its name, or an object of its `type` and settings. */
export type InitializerReference = z.output<typeof initializerSchema>

const initializer = (initial: InitializerReference, sentence: string) =>
  field<z.ZodType, Field<typeof initializerSchema>>(initializerSchema, initial, sentence, { impact: 1 })

/** How something begins; null for the component's own way. */
export const optionalInitializer = (sentence: string) =>
  field<z.ZodType, NullField<typeof initializerSchema>>(initializerSchema, null, sentence, { impact: 1 })

/** How weights begin. */
export const weightsInitializer = (initial: InitializerReference = "xavier_uniform") =>
  initializer(initial, "How the weights begin: a name, or an object of its type and settings.")

/** How biases begin. */
export const biasInitializer = (initial: InitializerReference = "zeros") =>
  initializer(initial, "How the biases begin: a name, or an object of its type and settings.")

/** The share of values that training sets to zero. */
export const dropout = (initial = 0, sentence = "The share of values that training sets to zero after each layer.") =>
  fraction(initial, sentence, { impact: 3, tune: { scale: "linear", range: [0, 0.5] } })

/** Whether layers have a bias. */
export const useBias = (initial = true) => flag(initial, "Whether the layers have a bias.")

/** The normalization after a layer. */
export const norm = (initial: "batch" | "layer" | "ghost" | null = null) =>
  field<z.ZodType, Field<z.ZodNullable<Names<"batch" | "layer" | "ghost">>>>(
    z.enum(["batch", "layer", "ghost"]).nullable(),
    initial,
    "The normalization of each layer, before its activation; null for none.",
    { impact: 2 },
  )

const normParamsSchema = z
  .strictObject({
    eps: z.number().gt(0).optional().describe("Added to the variance before the root."),
    momentum: z.number().min(0).max(1).optional().describe("The share of each new batch in the running statistics."),
    virtual_batch_size: z.int().min(1).optional().describe("How many examples ghost normalization takes at once."),
  })
  .meta({ id: "norm_params" })

/** Settings of the normalization. */
export const normParams = () =>
  field<z.ZodType, NullField<typeof normParamsSchema>>(
    normParamsSchema,
    null,
    "Settings of the normalization: eps, momentum, virtual_batch_size.",
    {},
  )

const fcLayerSchema = z
  .strictObject({
    output_size: z.int().min(1).optional().describe("Width of this layer."),
    use_bias: z.boolean().optional().describe("Whether this layer has a bias."),
    weights_initializer: initializerSchema.optional().describe("How this layer's weights begin."),
    bias_initializer: initializerSchema.optional().describe("How this layer's biases begin."),
    norm: z.enum(["batch", "layer", "ghost"]).nullable().optional().describe("The normalization of this layer."),
    norm_params: normParamsSchema.nullable().optional().describe("Settings of this layer's normalization."),
    activation: activationSchema.nullable().optional().describe("The activation of this layer."),
    dropout: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("The share of this layer's values that training sets to zero."),
  })
  .meta({ id: "fc_layer" })
export type FcLayer = z.output<typeof fcLayerSchema>

/** Layer by layer settings, which override those of the stack. */
export const fcLayers = () =>
  field<z.ZodType, NullField<z.ZodArray<typeof fcLayerSchema>>>(
    z.array(fcLayerSchema),
    null,
    "One object a layer, each overriding the settings of the stack; also sets how many layers there are.",
    {},
  )

const betasSchema = z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)])

/** The decay rates of the two running means. */
export const betas = (initial: readonly [number, number] = [0.9, 0.999]) =>
  field<z.ZodType, Field<typeof betasSchema>>(
    betasSchema,
    [...initial],
    "How much of the running means of the gradient and of its square each step keeps.",
    { impact: 1 },
  )
