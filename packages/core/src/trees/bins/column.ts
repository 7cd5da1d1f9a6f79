// Columns as trees take them, and what they are binned by.

/** One column of a table. Missing is NaN for numbers and −1 for categories. */
export interface TreeColumn {
  readonly kind: "number" | "category"
  readonly values: Float32Array | Int32Array
  /** Of a category: how many levels there are; one more than the largest id where it is not given. */
  readonly levels?: number
}

/** Bin b holds the numbers up to edge b; the last bin those above every edge; then comes the bin of the missing. */
export interface NumberBins {
  readonly kind: "number"
  readonly edges: Float32Array
  /** Bins of values: one more than edges, or 0 where every training value is missing. */
  readonly size: number
  readonly hasMissing: boolean
}

/** Bin b holds level `kept[b]`; rare and missing levels share the bin after the last. */
export interface CategoryBins {
  readonly kind: "category"
  /** Level by bin, the most frequent first. */
  readonly kept: Int32Array
  readonly size: number
  readonly hasMissing: boolean
}

export type ColumnBins = NumberBins | CategoryBins

/** Whether a split of this column could part the training rows. */
export const isSplittable = ({ size, hasMissing }: ColumnBins): boolean => size + (hasMissing ? 1 : 0) > 1
