// x ↦ log(1 + x), for x > −1; and back, y ↦ exp(y) − 1, where `back` is set
import { add, exp, log, sub } from "../ops/index.ts"
import { sql, type Sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface Log1pStep {
  readonly type: "log1p"
  readonly back?: boolean
}

/** There is no logarithm from −1 down: NaN marks the cell. */
const logarithm = (x: Sql): Sql =>
  sql`case when (${x}) > -1 and not isnan(${x}) then ln(1 + (${x})) when (${x}) is not null then ${NaN} end`

export const log1p: Transform<Log1pStep> = {
  type: "log1p",
  toSql: ({ back = false }, { expression, kind }) => ({
    expression: back ? sql`exp(${expression}) - 1` : logarithm(expression),
    kind,
  }),
  toGraph: ({ back = false }, value) => (back ? sub(exp(value), 1) : log(add(value, 1))),
  inverse: ({ back = false }) => ({ type: "log1p", back: !back }),
}
