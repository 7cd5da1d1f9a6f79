// The only framework file: how the parts of a model are declared. Every part is one file whose main export is made by one of these functions.
import { z } from "zod"
import type { Graph, Value } from "./graph/graph.ts"
import type { BuildContext, Sampler } from "./layers/context.ts"
import type { RandomStream } from "./random.ts"

/** Anything that JSON can hold: what is fitted to data is kept as this. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type SettingsFields = z.ZodRawShape
/** What code receives: validated, every default filled in. */
export type SettingsOf<S extends SettingsFields> = z.output<z.ZodObject<S>>

/** The schema of a component: its `type` and its settings, no other key. */
export type ComponentSchema<T extends string, S extends SettingsFields> = z.ZodObject<
  S & { type: z.ZodLiteral<T> },
  z.core.$strict
>

/** What every component of the config has. */
export interface Component {
  /** The name that a config writes as `type`. */
  readonly type: string
  readonly summary: string
  readonly schema: z.ZodObject
  /** Settings to build, test and document it with. */
  readonly examples: readonly Readonly<Record<string, unknown>>[]
}

/** How a component is written: its settings' fields in place of a schema. */
export interface ComponentSpec<T extends string, S extends SettingsFields> {
  readonly type: T
  readonly summary: string
  readonly settings: S
  readonly examples: readonly Readonly<z.input<z.ZodObject<S>>>[]
}

/** A component with its parts, its type and its settings known to the compiler. */
export type Defined<T extends string, S extends SettingsFields, Parts> = Parts & {
  readonly type: T
  readonly summary: string
  readonly schema: ComponentSchema<T, S>
  readonly examples: readonly Readonly<z.input<z.ZodObject<S>>>[]
}

function component<T extends string, S extends SettingsFields, Parts>(
  spec: ComponentSpec<T, S> & Parts,
): Defined<T, S, Parts> {
  const { settings, ...rest } = spec
  return { ...rest, schema: z.strictObject({ ...settings, type: z.literal(spec.type) }) } as unknown as Defined<
    T,
    S,
    Parts
  > // a spread loses the generics
}

// ── initializers ────────────────────────────────────────────────────────────────────────────────

export interface InitializerParts<Settings> {
  /** Draws a tensor of this shape; the last axis is the fan-out, the product of the others the fan-in. */
  sample(settings: Settings, shape: readonly number[], random: RandomStream): Float32Array
}
export interface Initializer extends Component, InitializerParts<Readonly<Record<string, unknown>>> {}
export const defineInitializer = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & InitializerParts<SettingsOf<S>>,
): Defined<T, S, InitializerParts<SettingsOf<S>>> => component(spec)

// ── encoders ────────────────────────────────────────────────────────────────────────────────────

/** The training rows of one encoded column, for what an encoder learns before training (bin edges, target means). */
export interface FitColumn {
  readonly values: Float32Array | Int32Array
  /** Encoded target columns, by output feature. */
  readonly targets: ReadonlyMap<string, Float32Array | Int32Array>
}

/** What an encoder encodes. */
export interface EncoderInput<Metadata = unknown> {
  /** The encoded column: [batch, 1] for numbers and binaries (float32) and for categories (int32 ids). */
  readonly value: Value
  /** What the feature learned from the training rows, such as its vocabulary. */
  readonly metadata: Metadata
  /** What this encoder's `fit` returned. */
  readonly fitted: Json
}

export interface EncoderParts<Settings> {
  /** Learns from the training rows, before the graph is built. */
  fit?(settings: Settings, column: FitColumn, metadata: unknown): Json
  /** Returns the encoding, [batch, width]. */
  build(context: BuildContext, settings: Settings, input: EncoderInput): Value
}
export interface Encoder extends Component, EncoderParts<Readonly<Record<string, unknown>>> {}
export const defineEncoder = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & EncoderParts<SettingsOf<S>>,
): Defined<T, S, EncoderParts<SettingsOf<S>>> => component(spec)

// ── combiners ───────────────────────────────────────────────────────────────────────────────────

/** One encoded input, [batch, width]. */
export interface Encoding {
  readonly name: string
  readonly value: Value
}

export interface CombinerParts<Settings> {
  /** Returns the hidden representation: [batch, width], or [batch, members, width] where it holds an ensemble. */
  build(context: BuildContext, settings: Settings, inputs: readonly Encoding[]): Value
}
export interface Combiner extends Component, CombinerParts<Readonly<Record<string, unknown>>> {}
export const defineCombiner = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & CombinerParts<SettingsOf<S>>,
): Defined<T, S, CombinerParts<SettingsOf<S>>> => component(spec)

// ── decoders ────────────────────────────────────────────────────────────────────────────────────

/** What a decoder returns. */
export interface Decoded {
  /** [batch, …members, size] */
  readonly logits: Value
  /** The last hidden values before the logits, which outputs that depend on this one are given. */
  readonly hidden: Value
}

export interface DecoderParts<Settings> {
  /** From the combiner's hidden values, [batch, …members, width], to logits, [batch, …members, size]. */
  build(context: BuildContext, settings: Settings, hidden: Value, size: number): Decoded
}
export interface Decoder extends Component, DecoderParts<Readonly<Record<string, unknown>>> {}
export const defineDecoder = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & DecoderParts<SettingsOf<S>>,
): Defined<T, S, DecoderParts<SettingsOf<S>>> => component(spec)

// ── losses ──────────────────────────────────────────────────────────────────────────────────────

/** What a loss compares. */
export interface LossInput<Metadata = unknown> {
  /** [batch, size]: raw scores; for numbers the prediction itself, size 1. */
  readonly logits: Value
  /** [batch]: float32 (number, binary) or int32 class ids (category). */
  readonly target: Value
  readonly metadata: Metadata
}

/** The loss of each example; the loss of a batch or split is Σ weights·values / Σ weights, finished by `finish`. */
export interface LossValues {
  /** [batch] */
  readonly values: Value
  /** [batch]; ones where absent. */
  readonly weights?: Value
}

export interface LossParts<Settings> {
  build(graph: Graph, settings: Settings, input: LossInput): LossValues
  /** What is done to the mean: nothing, or its square root. */
  readonly finish: "mean" | "root_mean"
  /** True where numbers are compared in the target's own units: shares of a standardised target mean nothing. */
  readonly inOwnUnits?: true
  /** The classes' log-probabilities, [batch, …, classes], where the softmax of the logits is not their probabilities. */
  logProbabilities?(logits: Value): Value
}
export interface Loss extends Component, LossParts<Readonly<Record<string, unknown>>> {}
export const defineLoss = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & LossParts<SettingsOf<S>>,
): Defined<T, S, LossParts<SettingsOf<S>>> => component(spec)

// ── optimizers ──────────────────────────────────────────────────────────────────────────────────

/** One parameter's update. */
export interface UpdateInput {
  readonly parameter: Value
  readonly gradient: Value
  /** By the names that `states` gives; each has the parameter's shape (or [] where `states` says scalar) and starts at its initial value. */
  readonly state: Readonly<Record<string, Value>>
  /** By the names that `scalars` gives; each has shape []. */
  readonly scalars: Readonly<Record<string, Value>>
  /** False for biases and norms: no weight decay. */
  readonly decay: boolean
}

export interface OptimizerParts<Settings> {
  /** True where each number is updated by itself, so that parameters may be joined into one vector. */
  readonly isElementwise: boolean
  /** Tensors kept for each parameter, with their first value. */
  states(settings: Settings): Readonly<Record<string, number>>
  /** Numbers that change from step to step, computed in float64 outside of the graph. `step` counts from 1; `learningRate` includes the schedule. */
  scalars(settings: Settings, step: number, learningRate: number): Readonly<Record<string, number>>
  update(
    settings: Settings,
    input: UpdateInput,
  ): { readonly parameter: Value; readonly state: Readonly<Record<string, Value>> }
}
export interface Optimizer extends Component, OptimizerParts<Readonly<Record<string, unknown>>> {}
export const defineOptimizer = <const T extends string, const S extends SettingsFields>(
  spec: ComponentSpec<T, S> & OptimizerParts<SettingsOf<S>>,
): Defined<T, S, OptimizerParts<SettingsOf<S>>> => component(spec)

// ── metrics ─────────────────────────────────────────────────────────────────────────────────────

/** Predictions of some examples, in the target's own units, beside the truth. */
export interface MetricBatch {
  readonly size: number
  /** Numbers in own units; 0/1 for binary; class ids for category. */
  readonly targets: Float32Array | Int32Array
  readonly predictions: Float32Array | Int32Array
  /** Row-major [size, classes] for category; [size], of the true label, for binary. */
  readonly probabilities?: Float32Array
  /** A number for the group that each example belongs to, where examples are ranked. */
  readonly groups?: Int32Array
}

/** What a metric must know of the output. */
export interface MetricOutput {
  readonly classes: number
  readonly topK: number
}

export interface Metric<State = unknown> {
  readonly type: string
  readonly summary: string
  readonly direction: "minimize" | "maximize"
  readonly range: readonly [number, number]
  initial(output: MetricOutput): State
  /** Adds a batch; may change and return the state given. */
  update(state: State, batch: MetricBatch): State
  /** The state of both parts together. */
  merge(a: State, b: State): State
  /** The metric, or null where it is not defined (no rows, one class). */
  compute(state: State): number | null
}
export const defineMetric = <State>(metric: Metric<State>): Metric<State> => metric

export type { Sampler }
