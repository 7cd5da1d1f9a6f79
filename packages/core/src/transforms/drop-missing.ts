// Says that a row whose value is missing here is left out of training; the value passes unchanged.
import type { Transform } from "./transform.ts"

export interface DropMissingStep {
  readonly type: "drop_missing"
  /** Why, for the report of rows left out. */
  readonly reason: string
}

export const dropMissing: Transform<DropMissingStep> = {
  type: "drop_missing",
  toSql: (_, column) => column,
  toGraph: (_, value) => value,
}
