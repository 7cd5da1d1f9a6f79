// Softmax-like functions that give exact zeros: sparsemax (Martins and Astudillo, 2016) and 1.5-entmax (Peters et al., 2019).
// The threshold is found on the sorted values and then computed again from the values above it, so that gradients flow through plain arithmetic.
import type { Value } from "../graph/graph.ts"
import {
  add,
  cast,
  cumSum,
  div,
  equal,
  greater,
  greaterOrEqual,
  mul,
  reduceMax,
  reduceSum,
  relu,
  sqrt,
  sub,
  topK,
} from "../ops/index.ts"

const alongLast = { axes: [-1], keepdims: true } as const

interface Sorted {
  readonly sorted: Value
  /** 1, 2, 3, … along the last axis. */
  readonly ranks: Value
}

function sortedDescending(value: Value): Sorted {
  const size = value.shape.at(-1) as number // the axis of an activation is static
  const [sorted] = topK(value, size, { axis: -1 })
  return { sorted: sorted!, ranks: value.graph.constant(Array.from({ length: size }, (_, i) => i + 1)) } // topK has two outputs
}

/** 1 for as many of the largest values as the condition holds for, else 0. */
function support(value: Value, { sorted, ranks }: Sorted, holds: Value): Value {
  const count = reduceSum(cast(holds, "float32"), alongLast)
  const smallest = reduceSum(mul(sorted, cast(equal(ranks, count), "float32")), alongLast)
  return cast(greaterOrEqual(value, smallest), "float32")
}

/** max(z − τ, 0) with τ such that the sum is 1. */
export function sparsemax(value: Value): Value {
  const order = sortedDescending(value)
  const holds = greater(add(mul(order.ranks, order.sorted), 1), cumSum(order.sorted, { axis: -1 }))
  const kept = support(value, order, holds)
  const threshold = div(sub(reduceSum(mul(kept, value), alongLast), 1), reduceSum(kept, alongLast))
  return mul(kept, relu(sub(value, threshold)))
}

/** max(z/2 − τ, 0)² with τ such that the sum is 1. */
export function entmax15(value: Value): Value {
  const shifted = mul(sub(value, reduceMax(value, alongLast)), 0.5)
  const order = sortedDescending(shifted)
  const squares = mul(order.sorted, order.sorted)
  const thresholds = thresholdOf(cumSum(order.sorted, { axis: -1 }), cumSum(squares, { axis: -1 }), order.ranks)
  const kept = support(shifted, order, greaterOrEqual(order.sorted, thresholds))
  const inside = mul(kept, shifted)
  const threshold = thresholdOf(
    reduceSum(inside, alongLast),
    reduceSum(mul(inside, shifted), alongLast),
    reduceSum(kept, alongLast),
  )
  const root = mul(kept, relu(sub(shifted, threshold)))
  return mul(root, root)
}

/** τ = mean − √((1 − Σ(z − mean)²) / count) of `count` values, from their sum and their sum of squares. */
function thresholdOf(sum: Value, squares: Value, count: Value): Value {
  const mean = div(sum, count)
  const spread = sub(squares, mul(sum, mean))
  return sub(mean, sqrt(add(relu(div(sub(1, spread), count)), 1e-12)))
}
