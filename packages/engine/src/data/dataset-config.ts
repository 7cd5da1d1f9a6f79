// The part of a config that the data depend on.

/** A feature's entry in the config. */
export interface FeatureConfig {
  readonly name: string
  /** The name where it is not written. */
  readonly column?: string | null | undefined
  readonly type: string
  readonly active?: boolean | undefined
  readonly preprocessing: Readonly<Record<string, unknown>>
}

export type Probabilities = readonly [number, number, number]

export type SplitConfig =
  | { readonly type: "random"; readonly probabilities: Probabilities }
  | { readonly type: "fixed"; readonly column: string }
  | { readonly type: "stratify" | "datetime" | "hash"; readonly column: string; readonly probabilities: Probabilities }

export interface DatasetConfig {
  readonly input_features: readonly FeatureConfig[]
  readonly output_features: readonly FeatureConfig[]
  readonly preprocessing: {
    readonly split: SplitConfig
    readonly sample_ratio: number
    readonly sample_size: number | null
    readonly oversample_minority: number | null
    readonly undersample_majority: number | null
    readonly weight_column?: string | null | undefined
    readonly group_column?: string | null | undefined
  }
}
