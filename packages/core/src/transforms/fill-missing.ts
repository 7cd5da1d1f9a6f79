// A missing number → a constant.
import { isNaN, where } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface FillMissingStep {
  readonly type: "fill_missing"
  readonly value: number
}

export const fillMissing: Transform<FillMissingStep> = {
  type: "fill_missing",
  toSql: ({ value }, { expression, kind }) => ({ expression: sql`coalesce(${expression}, ${value})`, kind }),
  toGraph: ({ value }, number) => where(isNaN(number), number.graph.constant(value), number),
}
