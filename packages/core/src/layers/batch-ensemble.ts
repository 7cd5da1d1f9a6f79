// Batch ensemble: h ← ((x ∘ r)W) ∘ s + b with W shared and r, s, b of each member (Wen et al., 2020; TabM, Gorishniy et al., 2024).
import type { Value } from "../graph/graph.ts"
import { eachSlice, resolveInitializer } from "../initializers/index.ts"
import { add, matmul, mul, unsqueeze } from "../ops/index.ts"
import type { BuildContext, Sampler } from "./context.ts"
import { widthOf, type DenseSettings } from "./dense.ts"
import { hasMembers } from "./members.ts"

/** What makes members differ: each input's sign as one member sees it. */
const signs: Sampler = (shape, random) => {
  const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1))
  for (let i = 0; i < numbers.length; i++) numbers[i] = random.uint32() & 1 ? 1 : -1
  return numbers
}

const ones = resolveInitializer("ones")

/** [batch, in] → [batch, members, in]: every member sees the input in its own scale, which begins at ±1. */
export function spreadToMembers(context: BuildContext, value: Value, members: number): Value {
  const scale = context.parameter("input_scale", [members, widthOf(value)], signs, { decay: false })
  return mul(unsqueeze(value, [1]), scale)
}

/** [batch, in] or [batch, members, in] → [batch, members, out]. */
export function batchEnsemble(context: BuildContext, value: Value, members: number, settings: DenseSettings): Value {
  const { outputSize, useBias = true, weightsInitializer = "xavier_uniform", biasInitializer = "zeros" } = settings
  const scaled = hasMembers(value)
    ? mul(value, context.parameter("input_scale", [members, widthOf(value)], ones, { decay: false }))
    : spreadToMembers(context, value, members)
  const weights = context.parameter("weights", [widthOf(value), outputSize], resolveInitializer(weightsInitializer))
  const outputScale = context.parameter("output_scale", [members, outputSize], ones, { decay: false })
  const product = mul(matmul(scaled, weights), outputScale)
  if (!useBias) return product
  const sampler = eachSlice(resolveInitializer(biasInitializer))
  return add(product, context.parameter("bias", [members, outputSize], sampler, { decay: false }))
}
