// reduceSumSquare(x) = Σ xᵢ²
import type { Value } from "../graph/graph.ts"
import type { OpDefinition } from "./op.ts"
import { applyReduction, reduction, withReducedAxes, type ReduceAttributes, type ReduceOptions } from "./reduction.ts"

export const reduceSumSquare = (x: Value, options: ReduceOptions = {}): Value =>
  applyReduction(reduceSumSquareOp, x, options)

// ∂xᵢ = 2xᵢ
export const reduceSumSquareOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceSumSquare",
  summary: "Sum of squares along axes.",
  fold: (numbers) => numbers.reduce((sum, x) => sum + x * x, 0),
  gradient: (context) => [
    context.ops.mul(context.input, context.ops.mul(withReducedAxes(context.cotangent, context), 2)),
  ],
})
