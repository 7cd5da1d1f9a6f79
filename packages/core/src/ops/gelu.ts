// gelu(x) = x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type GradientContext, type OpDefinition } from "./op.ts"
import { errorFunction } from "./special-functions.ts"

type GeluAttributes = { readonly approximate: "none" | "tanh" }

const SCALE = Math.sqrt(2 / Math.PI)
const CUBIC = 0.044715

export const gelu = (x: Value, { approximate = "none" }: { readonly approximate?: "none" | "tanh" } = {}): Value =>
  applyOne(geluOp, [x], { approximate })

// exact: y' = Φ(x) + x·φ(x); tanh: with t = tanh(s(x + cx³)), y' = (1 + t)/2 + x/2 · (1 − t²) · s(1 + 3cx²)
export const geluOp: OpDefinition<GeluAttributes> = unary<GeluAttributes>({
  type: "Gelu",
  summary: "Gaussian error linear unit, exact or by tanh.",
  of: (x, { approximate }) =>
    approximate === "tanh"
      ? 0.5 * x * (1 + Math.tanh(SCALE * (x + CUBIC * x ** 3)))
      : 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
  gradient: (context) => [
    context.ops.mul(
      context.cotangent,
      context.attributes.approximate === "tanh" ? tanhSlope(context) : exactSlope(context),
    ),
  ],
  defaults: { approximate: "none" },
  examples: [{ name: "by tanh", inputs: [{ shape: [2, 3] }], build: (x) => gelu(x, { approximate: "tanh" }) }],
})

function exactSlope({ ops, input }: GradientContext<GeluAttributes>): Value {
  const distribution = ops.mul(ops.add(ops.erf(ops.mul(input, Math.SQRT1_2)), 1), 0.5)
  const density = ops.mul(ops.exp(ops.mul(ops.mul(input, input), -0.5)), 1 / Math.sqrt(2 * Math.PI))
  return ops.add(distribution, ops.mul(input, density))
}

function tanhSlope({ ops, input }: GradientContext<GeluAttributes>): Value {
  const square = ops.mul(input, input)
  const t = ops.tanh(ops.mul(ops.mul(input, SCALE), ops.add(ops.mul(square, CUBIC), 1)))
  const inner = ops.mul(ops.add(ops.mul(square, 3 * CUBIC), 1), SCALE)
  const slope = ops.mul(ops.mul(input, ops.sub(1, ops.mul(t, t))), inner)
  return ops.mul(ops.add(ops.add(t, 1), slope), 0.5)
}
