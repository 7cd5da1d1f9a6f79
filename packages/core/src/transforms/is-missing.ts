// A number → 1 where it is missing, else 0.
import { cast, isNaN } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface IsMissingStep {
  readonly type: "is_missing"
}

export const isMissing: Transform<IsMissingStep> = {
  type: "is_missing",
  toSql: (_, { expression }) => ({ expression: sql`((${expression}) is null)::integer::double`, kind: "float" }),
  toGraph: (_, value) => cast(isNaN(value), "float32"),
}
