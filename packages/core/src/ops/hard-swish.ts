// hardSwish(x) = x · max(0, min(1, x/6 + 1/2)) (Howard et al., 2019)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const hardSwish = (x: Value): Value => applyOne(hardSwishOp, [x], {})

// y' = 0 below −3, 1 above 3, x/3 + 1/2 between
export const hardSwishOp: OpDefinition = unary({
  type: "HardSwish",
  summary: "Piecewise version of x · sigmoid(x).",
  of: (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  gradient: ({ ops, cotangent, input }) => {
    const between = ops.add(ops.div(input, 3), 0.5)
    const above = ops.cast(ops.greaterOrEqual(input, 3), input.dtype)
    return [ops.mul(cotangent, ops.where(ops.less(ops.abs(input), 3), between, above))]
  },
  defaults: {},
})
