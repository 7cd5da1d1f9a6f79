// What a transform is: one step from a raw column to an encoded one, described once as JSON, written as SQL and as graph operators.
import type { Value } from "../graph/graph.ts"
import type { Sql } from "../sql.ts"

/** What a column of a table holds, as far as reading a feature from it goes. */
export type ColumnKind = "text" | "integer" | "float" | "boolean" | "time" | "json" | "nested"

/** A column on its way: an SQL expression and what it holds. */
export interface SqlColumn {
  readonly expression: Sql
  readonly kind: ColumnKind
  /** The cell with words for missing values left in, where the expression takes them out; no number is such a word. */
  readonly raw?: Sql
}

/** What an expression may refer to beside its column. */
export interface SqlContext {
  /** An expression that orders the rows as the source has them. */
  readonly rowOrder: Sql
  /** Whether a quick look at raw cells will do for now; see `isQuickEnough`. */
  readonly quick?: boolean
}

/**
 * One type of step.
 *
 * In SQL a missing value is NULL, and NaN is the mark of a cell that could not be read; every step passes both on.
 * In a graph a missing number is NaN and a missing text is "".
 */
export interface Transform<Step extends { readonly type: string }> {
  readonly type: Step["type"]
  toSql(step: Step, column: SqlColumn, context: SqlContext): SqlColumn
  toGraph(step: Step, value: Value): Value
  /** The step that leads back, where there is one. */
  inverse?(step: Step): Step | undefined
}
