// A missing number → −∞, which no column holds, for models that tell missing values from all others.
import { isNaN, where } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface MarkMissingStep {
  readonly type: "mark_missing"
}

/** What an encoded column holds where its value is missing and was not filled. */
export const missingMark = -Infinity

export const markMissing: Transform<MarkMissingStep> = {
  type: "mark_missing",
  toSql: (_, { expression, kind }) => ({ expression: sql`coalesce(${expression}, '-infinity'::double)`, kind }),
  toGraph: (_, number) => where(isNaN(number), number.graph.constant(missingMark), number),
}
