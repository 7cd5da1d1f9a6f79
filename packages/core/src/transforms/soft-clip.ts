// x ↦ x / √(1 + (x/limit)²): nearly the identity near 0, never beyond ±limit
import { add, div, mul, sqrt } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface SoftClipStep {
  readonly type: "soft_clip"
  readonly limit: number
}

export const softClip: Transform<SoftClipStep> = {
  type: "soft_clip",
  toSql: ({ limit }, { expression, kind }) => ({
    expression: sql`(${expression}) / sqrt(1 + ((${expression}) / ${limit}) * ((${expression}) / ${limit}))`,
    kind,
  }),
  toGraph({ limit }, value) {
    const part = div(value, limit)
    return div(value, sqrt(add(mul(part, part), 1)))
  },
}
