// reduceSum(x) = Σ xᵢ
import type { Value } from "../graph/graph.ts"
import type { OpDefinition } from "./op.ts"
import { applyReduction, reduction, withReducedAxes, type ReduceAttributes, type ReduceOptions } from "./reduction.ts"

export const reduceSum = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceSumOp, x, options)

// ∂xᵢ = 1
export const reduceSumOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceSum",
  summary: "Sum along axes.",
  fold: (numbers) => numbers.reduce((sum, x) => sum + x, 0),
  gradient: (context) => [withReducedAxes(context.cotangent, context)],
})
