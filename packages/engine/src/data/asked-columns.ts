// Columns of a table that are asked the same, whether they stand side by side or are stacked one below the other.
import type { Sql } from "@fidelio/core"
import type { Cell } from "./data-engine.ts"

/** What an aggregate may name of a column. */
export interface AskedColumn {
  readonly value: Sql
  /** The value as a number; NULL where it is none. */
  readonly number: Sql
  /** An aggregate: the value in the first row. */
  readonly first: Sql
}

/** Equal steps between two numbers, the lowest numbered 0. */
export interface Buckets {
  readonly from: number
  readonly width: number
  /** The number of the highest one, which also takes what is above it; the lowest takes what is below. */
  readonly last: number
}

export interface CountedValues {
  readonly distinct: number
  /** The most frequent ones first, equally frequent ones in order. */
  readonly top: readonly { readonly value: Cell; readonly count: number }[]
}

export interface AskedColumns {
  readonly count: number
  /** Only those at these places. */
  at(places: readonly number[]): AskedColumns
  /** What the aggregates are of each column, in the columns' order. */
  ask(aggregates: (column: AskedColumn) => readonly Sql[]): Promise<readonly (readonly Cell[])[]>
  /** How many finite numbers are in each bucket of each column. */
  countBuckets(buckets: readonly Buckets[]): Promise<readonly (readonly number[])[]>
  /** How many different values each column has, and so many of the most frequent ones. */
  countValues(most: number): Promise<readonly CountedValues[]>
}
