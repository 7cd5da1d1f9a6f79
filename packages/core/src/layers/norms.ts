// Normalization layers: by example (layer), by feature over the batch (batch), by feature over parts of the batch (ghost).
import type { Value } from "../graph/graph.ts"
import { isStatic } from "../graph/shape.ts"
import { invariant } from "../errors.ts"
import { resolveInitializer } from "../initializers/index.ts"
import {
  add,
  cast,
  ceil,
  div,
  equal,
  floor,
  layerNormalization,
  matmul,
  maximum,
  mul,
  range,
  reduceMean,
  reduceSum,
  reshape,
  shapeOf,
  slice,
  sqrt,
  squeeze,
  sub,
  transpose,
  unsqueeze,
} from "../ops/index.ts"
import type { BuildContext } from "./context.ts"
import { widthOf } from "./dense.ts"

export type NormName = "batch" | "ghost" | "layer"

export interface NormSettings {
  readonly eps?: number | undefined
  readonly momentum?: number | undefined
  readonly virtual_batch_size?: number | undefined
}

const ones = resolveInitializer("ones")
const zeros = resolveInitializer("zeros")

/** Normalizes [batch, …members, width]; members are normalized each on its own. */
export function normalize(
  context: BuildContext,
  value: Value,
  name: NormName | null,
  given: NormSettings | null,
): Value {
  const settings = given ?? {}
  switch (name) {
    case null:
      return value
    case "layer":
      return layerNorm(context, value, settings.eps ?? 1e-5)
    case "batch":
      return batchNorm(context, value, { eps: settings.eps ?? 1e-5, momentum: settings.momentum ?? 0.1 })
    case "ghost":
      return ghostNorm(context, value, {
        eps: settings.eps ?? 1e-3,
        momentum: settings.momentum ?? 0.05,
        virtualBatchSize: settings.virtual_batch_size ?? 128,
      })
  }
  return name satisfies never
}

/** (x − mean) / √(variance + ε) · scale + shift over the last axis (Ba et al., 2016). */
function layerNorm(context: BuildContext, value: Value, epsilon: number): Value {
  const width = widthOf(value)
  const scale = context.parameter("scale", [width], ones, { decay: false })
  const shift = context.parameter("shift", [width], zeros, { decay: false })
  return layerNormalization(value, scale, shift, { axis: -1, epsilon })
}

interface BatchNormSettings {
  readonly eps: number
  readonly momentum: number
}

interface Moments {
  readonly mean: Value
  readonly variance: Value
}

/** (x − mean) / √(variance + ε) · scale + shift over the batch; running means of both serve inference (Ioffe and Szegedy, 2015). */
function batchNorm(context: BuildContext, value: Value, { eps, momentum }: BatchNormSettings): Value {
  const running = runningMoments(context, value)
  if (context.mode === "inference") return scaleAndShift(context, normalized(value, running, eps))
  const mean = reduceMean(value, { axes: [0] })
  const centred = sub(value, mean)
  const variance = reduceMean(mul(centred, centred), { axes: [0] })
  const count = batchSize(value)
  const unbiased = mul(variance, div(count, maximum(sub(count, 1), 1)))
  updateRunning(context, running, { mean, variance: unbiased }, momentum)
  return scaleAndShift(context, div(centred, sqrt(add(variance, eps))))
}

interface GhostNormSettings extends BatchNormSettings {
  readonly virtualBatchSize: number
}

/** Batch normalization within equal parts of the batch, as few as keep each at most `virtual_batch_size` (Hoffer et al., 2017). */
function ghostNorm(context: BuildContext, value: Value, { eps, momentum, virtualBatchSize }: GhostNormSettings): Value {
  const running = runningMoments(context, value)
  if (context.mode === "inference") return scaleAndShift(context, normalized(value, running, eps))
  const parts = membership(value, virtualBatchSize) // [batch, parts]
  const counts = unsqueeze(reduceSum(parts, { axes: [0] }), [1]) // [parts, 1]
  const flat = reshape(value, [value.shape[0] ?? -1, featureShape(value).reduce((product, size) => product * size, 1)])
  const meanOf = (numbers: Value): Value => div(matmul(transpose(parts, [1, 0]), numbers), counts)
  const means = meanOf(flat)
  const centred = sub(flat, matmul(parts, means))
  const variances = meanOf(mul(centred, centred))
  const unbiased = mul(variances, div(counts, maximum(sub(counts, 1), 1)))
  const overall = (moments: Value): Value => reshape(reduceMean(moments, { axes: [0] }), featureShape(value))
  updateRunning(context, running, { mean: overall(means), variance: overall(unbiased) }, momentum)
  const result = div(centred, matmul(parts, sqrt(add(variances, eps))))
  return scaleAndShift(context, reshape(result, [value.shape[0] ?? -1, ...featureShape(value)]))
}

/** 1 where an example is in a part, else 0; example i of n is in part ⌊i · parts / n⌋. */
function membership(value: Value, virtualBatchSize: number): Value {
  const count = batchSize(value)
  const parts = ceil(div(count, virtualBatchSize))
  const example = reshape(counting(count), [value.shape[0] ?? -1])
  const partOf = floor(div(mul(example, parts), count))
  return cast(equal(unsqueeze(partOf, [1]), unsqueeze(counting(parts), [0])), "float32")
}

/** 0, 1, 2, … below a float32 [1]. */
const counting = (limit: Value): Value => cast(range(0, squeeze(cast(limit, "int64"), [0])), "float32")

/** How many examples the batch has, as float32 [1]. */
const batchSize = (value: Value): Value => cast(slice(shapeOf(value), { starts: [0], ends: [1], axes: [0] }), "float32")

function featureShape(value: Value): readonly number[] {
  const shape = value.shape.slice(1)
  invariant(isStatic(shape), `normalization of ${value.name}, whose shape is not static`)
  return shape
}

const runningMoments = (context: BuildContext, value: Value): Moments => ({
  mean: context.state("running_mean", featureShape(value), zeros),
  variance: context.state("running_variance", featureShape(value), ones),
})

function updateRunning(context: BuildContext, running: Moments, batch: Moments, momentum: number): void {
  const blend = (old: Value, next: Value): Value => add(old, mul(sub(next, old), momentum))
  context.update("running_mean", blend(running.mean, batch.mean))
  context.update("running_variance", blend(running.variance, batch.variance))
}

const normalized = (value: Value, { mean, variance }: Moments, eps: number): Value =>
  div(sub(value, mean), sqrt(add(variance, eps)))

function scaleAndShift(context: BuildContext, value: Value): Value {
  const shape = featureShape(value)
  const scale = context.parameter("scale", shape, ones, { decay: false })
  return add(mul(value, scale), context.parameter("shift", shape, zeros, { decay: false }))
}
