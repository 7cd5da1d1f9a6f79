// less(a, b): true where a < b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const less = (a: Operand, b: Operand): Value => applyBinary(lessOp, a, b)

export const lessOp: OpDefinition = binary({
  type: "Less",
  summary: "True where a < b.",
  of: (a, b) => Number(a < b),
  accepts: "number",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
