// x ↦ (x − subtract) / divide
import { div, sub } from "../ops/index.ts"
import { sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface AffineStep {
  readonly type: "affine"
  readonly subtract: number
  readonly divide: number
}

/** The way back, written so that it too is one subtraction and one division: x = (y − (−subtract/divide)) / (1/divide). */
export const affine: Transform<AffineStep> = {
  type: "affine",
  toSql: ({ subtract, divide }, { expression, kind }) => ({
    expression: sql`((${expression}) - ${subtract}) / ${divide}`,
    kind,
  }),
  toGraph: ({ subtract, divide }, value) => div(sub(value, subtract), divide),
  inverse: ({ subtract, divide }) => ({ type: "affine", subtract: -subtract / divide, divide: 1 / divide }),
}
