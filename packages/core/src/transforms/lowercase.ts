// Text → the same in lower case.
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface LowercaseStep {
  readonly type: "lowercase"
}

export const lowercase: Transform<LowercaseStep> = {
  type: "lowercase",
  toSql: (_, { expression, kind }) => ({ expression: sql`lower(${expression})`, kind }),
  // StringNormalizer asks the system for a locale that most containers lack: who runs the graph gives it lower case.
  toGraph: (_, value) => value,
}
