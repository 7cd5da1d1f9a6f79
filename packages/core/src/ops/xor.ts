// xor(a, b): true where either a or b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const xor = (a: Operand, b: Operand): Value => applyBinary(xorOp, a, b)

export const xorOp: OpDefinition = binary({
  type: "Xor",
  summary: "True where either a or b.",
  of: (a, b) => Number(a !== b),
  accepts: "bool",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
