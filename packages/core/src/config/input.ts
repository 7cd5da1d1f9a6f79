// What a person may write as a config, for TypeScript: names where a component needs no settings, everything else optional.
import type { z } from "zod"
import type { combiners } from "../combiners/index.ts"
import type { binaryInputPreprocessing } from "../features/binary/settings.ts"
import type { categoryInputPreprocessing } from "../features/category/settings.ts"
import type { numberInputPreprocessing } from "../features/number/settings.ts"
import type { optimizers } from "../optimizers/index.ts"
import type { backend } from "./backend.ts"
import type { ComponentInput } from "./component.ts"
import type { featureParts, FeatureType, inputFeature, outputFeature } from "./features.ts"
import type { preprocessing, splitSchemas } from "./preprocessing.ts"
import type { ecdConfig } from "./root.ts"
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

/** An input feature as it is written. */
export type InputFeatureInput = { [T in FeatureType]: InputOf<T> }[FeatureType]
/** An output feature as it is written. */
export type OutputFeatureInput = { [T in FeatureType]: OutputOf<T> }[FeatureType]

type SplitInput = z.input<(typeof splitSchemas)[number]>

/** A config as it is written. */
export type ConfigInput = Omit<
  z.input<typeof ecdConfig>,
  "input_features" | "output_features" | "combiner" | "trainer" | "preprocessing" | "defaults" | "backend"
> & {
  readonly input_features: readonly InputFeatureInput[]
  readonly output_features: readonly OutputFeatureInput[]
  readonly combiner?: ComponentInput<(typeof combiners)[number], "concat">
  readonly trainer?: Omit<z.input<typeof trainer>, "optimizer"> & {
    readonly optimizer?: ComponentInput<(typeof optimizers)[number], "adam">
  }
  readonly preprocessing?: Omit<z.input<typeof preprocessing>, "split"> & {
    readonly split?: SplitInput | SplitInput["type"]
  }
  readonly defaults?: { readonly [T in FeatureType]?: DefaultsOf<T> }
  readonly backend?: "local" | (Omit<z.input<typeof backend>, "type"> & { readonly type?: "local" })
}
