// The design matrix of a linear model: columns of numbers, and columns of category ids that stand for one column of 0 and 1 a level.
import { DataError, invariant } from "../errors.ts"

/** A column of finite numbers. */
export interface NumberColumn {
  readonly kind: "number"
  readonly values: Float32Array | Float64Array
  /** Named in errors and kept with the model. */
  readonly name?: string
}

/** A column of ids below `levels`; −1 stands for none of the levels. */
export interface CategoryColumn {
  readonly kind: "category"
  readonly values: Int32Array
  readonly levels: number
  /** Named in errors and kept with the model. */
  readonly name?: string
}

export type DesignColumn = NumberColumn | CategoryColumn

/** Columns of one length, checked; ids are never spread out into columns. */
export interface DesignMatrix {
  readonly rows: number
  readonly columns: readonly DesignColumn[]
}

/** Checks columns: one length, finite numbers, ids within the levels. `rows` is needed only where there are no columns. */
export function designMatrix(columns: readonly DesignColumn[], rows = columns[0]?.values.length ?? 0): DesignMatrix {
  columns.forEach((column, index) => {
    invariant(column.values.length === rows, `column ${index} has ${column.values.length} rows, not ${rows}`)
    if (column.kind === "number") checkNumbers(column, index)
    else checkIds(column, index)
  })
  return { rows, columns }
}

const nameOf = (column: DesignColumn, index: number): string => column.name ?? `column ${index}`

function checkNumbers(column: NumberColumn, index: number): void {
  const row = column.values.findIndex((value) => !Number.isFinite(value))
  if (row < 0) return
  throw new DataError(
    "data/value",
    `Row ${row} holds ${column.values[row]}; a linear model takes finite numbers only.`,
    { at: nameOf(column, index), hint: "Fill missing values, or drop the rows that have them." },
  )
}

function checkIds(column: CategoryColumn, index: number): void {
  const row = column.values.findIndex((id) => id < -1 || id >= column.levels)
  invariant(row < 0, `${nameOf(column, index)} has id ${column.values[row]} of ${column.levels} levels`)
}

/** How many coefficients a score has, without the intercept. */
export const coefficientsOf = (columns: readonly { readonly kind: string; readonly levels?: number }[]): number =>
  columns.reduce((sum, column) => sum + (column.kind === "category" ? (column.levels ?? 0) : 1), 0)

/** The rows named, in their order. */
export function selectRows(design: DesignMatrix, rows: Int32Array): DesignMatrix {
  const columns = design.columns.map((column): DesignColumn => {
    if (column.kind === "category") return { ...column, values: rows.map((row) => column.values[row]!) }
    return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
  })
  return { rows: rows.length, columns }
}
