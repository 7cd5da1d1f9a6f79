// What a person may write as a config, for TypeScript: names where a component needs no settings, everything else optional.
import type { z } from "zod"
import type { combiners } from "../combiners/index.ts"
import type { Loss } from "../define.ts"
import type { binaryInputPreprocessing } from "../features/binary/settings.ts"
import type { categoryInputPreprocessing } from "../features/category/settings.ts"
import type { numberInputPreprocessing } from "../features/number/settings.ts"
import type { optimizers } from "../optimizers/index.ts"
import type { backend } from "./backend.ts"
import type { ComponentInput } from "./component.ts"
import type { featureParts, FeatureType, inputFeature, outputFeature } from "./features.ts"
import type { learnerInput, linearLosses, linearOutput, treeLosses, treeOutput } from "./learner-features.ts"
import type { preprocessing, splitSchemas } from "./preprocessing.ts"
import type { ecdConfig, gbmConfig, linearConfig } from "./root.ts"
import type { trainer } from "./trainer.ts"

type Parts = typeof featureParts

type EncoderInput<T extends FeatureType> = ComponentInput<Parts[T]["encoders"][number], Parts[T]["encoder"]>
type DecoderInput<T extends FeatureType> = ComponentInput<Parts[T]["decoders"][number], Parts[T]["decoder"]>
type LossInput<T extends FeatureType> = ComponentInput<Parts[T]["losses"][number], Parts[T]["loss"]>

type InputOf<T extends FeatureType> = Omit<Extract<z.input<typeof inputFeature>, { type: T }>, "encoder"> & {
  readonly encoder?: EncoderInput<T>
}
type OutputOf<T extends FeatureType> = Omit<Extract<z.input<typeof outputFeature>, { type: T }>, "decoder" | "loss"> & {
  readonly decoder?: DecoderInput<T>
  readonly loss?: LossInput<T>
}

/** An input feature as it is written. */
export type InputFeatureInput = { [T in FeatureType]: InputOf<T> }[FeatureType]
/** An output feature as it is written. */
export type OutputFeatureInput = { [T in FeatureType]: OutputOf<T> }[FeatureType]

// ── trees and linear models ─────────────────────────────────────────────────────────────────────

type LossLists = { readonly [T in FeatureType]: readonly Loss[] }
type LossOf<L extends LossLists, T extends FeatureType> = ComponentInput<L[T][number], Parts[T]["loss"]>

type LearnerInput = z.input<typeof learnerInput> & { readonly encoder?: never }
type LearnerOutput<O, L extends LossLists> = {
  [T in FeatureType]: Omit<Extract<O, { type: T }>, "loss"> & {
    readonly loss?: LossOf<L, T>
    readonly decoder?: never
  }
}[FeatureType]

// ── sections ────────────────────────────────────────────────────────────────────────────────────

interface PreprocessingInput {
  readonly number: z.input<typeof numberInputPreprocessing>
  readonly binary: z.input<typeof binaryInputPreprocessing>
  readonly category: z.input<typeof categoryInputPreprocessing>
}

interface DefaultsOf<T extends FeatureType> {
  readonly preprocessing?: PreprocessingInput[T]
  readonly encoder?: EncoderInput<T>
  readonly decoder?: DecoderInput<T>
  readonly loss?: LossInput<T>
}

interface LearnerDefaultsOf<L extends LossLists, T extends FeatureType> {
  readonly preprocessing?: PreprocessingInput[T]
  readonly loss?: LossOf<L, T>
}

type SplitInput = z.input<(typeof splitSchemas)[number]>

/** Sections that are written alike for every model type. */
interface SharedInput {
  readonly preprocessing?: Omit<z.input<typeof preprocessing>, "split"> & {
    readonly split?: SplitInput | SplitInput["type"]
  }
  readonly backend?: "local" | (Omit<z.input<typeof backend>, "type"> & { readonly type?: "local" })
}

/** What of a config is as its schema has it. */
type Plain<C, Key extends keyof C> = Omit<
  C,
  keyof SharedInput | "input_features" | "output_features" | "defaults" | Key
> &
  SharedInput

/** The config of a network as it is written. */
export type EcdConfigInput = Plain<z.input<typeof ecdConfig>, "combiner" | "trainer"> & {
  readonly input_features: readonly InputFeatureInput[]
  readonly output_features: readonly OutputFeatureInput[]
  readonly combiner?: ComponentInput<(typeof combiners)[number], "concat">
  readonly trainer?: Omit<z.input<typeof trainer>, "optimizer"> & {
    readonly optimizer?: ComponentInput<(typeof optimizers)[number], "adam">
  }
  readonly defaults?: { readonly [T in FeatureType]?: DefaultsOf<T> }
}

type LearnerSections<O, L extends LossLists> = {
  readonly input_features: readonly LearnerInput[]
  readonly output_features: readonly LearnerOutput<O, L>[]
  readonly defaults?: { readonly [T in FeatureType]?: LearnerDefaultsOf<L, T> }
}

/** The config of boosted trees as it is written. */
export type GbmConfigInput = Plain<z.input<typeof gbmConfig>, never> &
  LearnerSections<z.input<typeof treeOutput>, typeof treeLosses>

/** The config of a linear model as it is written. */
export type LinearConfigInput = Plain<z.input<typeof linearConfig>, never> &
  LearnerSections<z.input<typeof linearOutput>, typeof linearLosses>

/** A config as it is written: `model_type` says which settings there are. */
export type ConfigInput = EcdConfigInput | GbmConfigInput | LinearConfigInput
