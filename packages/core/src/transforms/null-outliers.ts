// A number outside of [lower, upper] → a missing value.
import { greater, less, or, where } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface NullOutliersStep {
  readonly type: "null_outliers"
  readonly lower: number
  readonly upper: number
}

export const nullOutliers: Transform<NullOutliersStep> = {
  type: "null_outliers",
  toSql: ({ lower, upper }, { expression, kind }) => ({
    expression: sql`case when isnan(${expression}) or (${expression}) between ${lower} and ${upper} then ${expression} end`,
    kind,
  }),
  toGraph: ({ lower, upper }, value) =>
    where(or(less(value, lower), greater(value, upper)), value.graph.constant(NaN), value),
}
