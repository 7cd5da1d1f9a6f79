// What is wanted of a table: a raw column, and how its cells become values.
import type { Sql, Step } from "@fidelio/core"
import type { RelationColumn } from "./relation.ts"

/** All texts of a column. */
export interface Dictionary {
  /** A type of the database whose values they are. */
  readonly type: Sql
  /** Whether they stand in the cells as they are, with nothing to be trimmed or taken for missing. */
  readonly isRaw: boolean
}

/** A raw column with the steps that parse it, and the name of the result. */
export interface WantedColumn {
  readonly name: Sql
  readonly column: RelationColumn
  readonly steps: readonly Step[]
  readonly dictionary?: Dictionary | undefined
}
