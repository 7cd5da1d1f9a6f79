// Dense layer: h ← xW + b.
import type { Value } from "../graph/graph.ts"
import { invariant } from "../errors.ts"
import { eachSlice, resolveInitializer } from "../initializers/index.ts"
import { add, gemm, matmul, reshape, transpose } from "../ops/index.ts"
import type { InitializerReference } from "../schema/fields.ts"
import type { BuildContext } from "./context.ts"
import { hasMembers } from "./members.ts"

export interface DenseSettings {
  readonly outputSize: number
  readonly useBias?: boolean
  readonly weightsInitializer?: InitializerReference
  readonly biasInitializer?: InitializerReference
  /** Whether weight decay takes hold of the weights, as it does unless said. */
  readonly decay?: boolean
}

/** The length of the last axis, which all layers know. */
export function widthOf(value: Value): number {
  const width = value.shape.at(-1)
  invariant(typeof width === "number", `the width of ${value.name} is not static`)
  return width
}

/** [batch, …members, in] → [batch, …members, out]; members share the weights. */
export function dense(context: BuildContext, value: Value, settings: DenseSettings): Value {
  const { outputSize, useBias = true, decay = true } = settings
  const weights = context.parameter("weights", [widthOf(value), outputSize], initializers(settings).weights, { decay })
  const bias = useBias
    ? context.parameter("bias", [outputSize], initializers(settings).bias, { decay: false })
    : undefined
  if (value.shape.length === 2) return gemm(value, weights, bias)
  // members are rows of one long product, which adds the bias as it goes
  const [batch, ...members] = value.shape.slice(0, -1)
  const rows = gemm(reshape(value, [-1, widthOf(value)]), weights, bias)
  return reshape(rows, [batch!, ...members, outputSize])
}

/** [batch, members, in] → [batch, members, out], where each member has weights of its own; without members a dense layer. */
export function densePerMember(context: BuildContext, value: Value, settings: DenseSettings): Value {
  if (!hasMembers(value)) return dense(context, value, settings)
  const { outputSize, useBias = true } = settings
  const members = value.shape[1] as number // a static dimension
  const { weights: sampler, bias: biasSampler } = initializers(settings)
  const weights = context.parameter("weights", [members, widthOf(value), outputSize], eachSlice(sampler))
  const product = transpose(matmul(transpose(value, [1, 0, 2]), weights), [1, 0, 2])
  if (!useBias) return product
  return add(product, context.parameter("bias", [members, outputSize], eachSlice(biasSampler), { decay: false }))
}

const initializers = ({ weightsInitializer = "xavier_uniform", biasInitializer = "zeros" }: DenseSettings) => ({
  weights: resolveInitializer(weightsInitializer),
  bias: resolveInitializer(biasInitializer),
})
