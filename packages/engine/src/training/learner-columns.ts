// The input columns of a split as learners other than networks take them: one list a column.
import {
  encodedColumn,
  levelsOf,
  missingMark,
  type DatasetLayout,
  type EncodedSplit,
  type FittedFeature,
} from "@fidelio/core"

export const inputsOf = (features: readonly FittedFeature[]): readonly FittedFeature[] =>
  features.filter(({ role }) => role === "input")

/** Numbers, NaN where they are missing, or ids. */
export type LearnerColumn =
  | { readonly kind: "number"; readonly values: Float32Array; readonly name: string }
  | { readonly kind: "category"; readonly values: Int32Array; readonly levels: number; readonly name: string }

/** The inputs in their order. */
export function learnerColumns(
  features: readonly FittedFeature[],
  layout: DatasetLayout,
  split: EncodedSplit,
): readonly LearnerColumn[] {
  return inputsOf(features).map((feature) => {
    const values = encodedColumn(layout, split, feature)
    const name = feature.name
    if (values instanceof Int32Array) return { kind: "category", values, levels: levelsOf(feature) ?? 0, name }
    for (let row = 0; row < values.length; row++) if (values[row] === missingMark) values[row] = NaN
    return { kind: "number", values, name }
  })
}
