// A table with what is to be predicted: columns of numbers and texts, null where a value is missing.

export type TargetType = "number" | "binary" | "category"

export interface QualityTable {
  readonly name: string
  readonly target: string
  readonly type: TargetType
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>
  /** A column that says which split a row is of; by chance where undefined. */
  readonly split?: string
}

export const rowsOf = ({ columns, target }: QualityTable): number => columns[target]?.length ?? 0

export const inputsOf = ({ columns, target, split }: QualityTable): readonly string[] =>
  Object.keys(columns).filter((name) => name !== target && name !== split)

const isNumeric = (values: readonly unknown[]): boolean =>
  values.every((value) => value === null || typeof value === "number")

/** Names and types, nothing more: a number where all values are numbers, else a category. */
export function plainConfig(table: QualityTable) {
  const { columns, target, type, split } = table
  return {
    input_features: inputsOf(table).map((name) => ({
      name,
      type: isNumeric(columns[name] ?? []) ? "number" : "category",
    })),
    output_features: [{ name: target, type }],
    ...(split === undefined ? {} : { preprocessing: { split: { type: "fixed", column: split } } }),
  }
}
