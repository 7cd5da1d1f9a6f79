// or(a, b): true where a or b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const or = (a: Operand, b: Operand): Value => applyBinary(orOp, a, b)

export const orOp: OpDefinition = binary({
  type: "Or",
  summary: "True where a or b.",
  of: (a, b) => Math.max(a, b),
  accepts: "bool",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
