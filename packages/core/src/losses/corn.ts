// Conditional ordinal regression: logit k of the first K − 1 says whether the class is above k given that it is not below (Shi et al., 2021).
import { defineLoss } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { widthOf } from "../layers/dense.ts"
import {
  cast,
  cumSum,
  div,
  greater,
  greaterOrEqual,
  mul,
  neg,
  reduceSum,
  softplus,
  sub,
  unsqueeze,
} from "../ops/index.ts"
import { lossSettings } from "./settings.ts"

export const corn = defineLoss({
  type: "corn",
  summary: "For classes in an order, that of their ids: whether each is passed, given that the one before is.",
  settings: lossSettings,
  finish: "mean",
  logProbabilities: cornLogProbabilities,
  build(graph, _settings, { logits, target }) {
    const classes = widthOf(logits)
    const ids = graph.constant(Array.from({ length: classes }, (_, i) => i))
    const hasTask = graph.constant(Array.from({ length: classes }, (_, i) => (i < classes - 1 ? 1 : 0)))
    const level = unsqueeze(cast(target, "float32"), [1]) // [batch, 1]
    const asked = mul(cast(greaterOrEqual(level, ids), "float32"), hasTask) // [batch, classes]
    const passed = cast(greater(level, ids), "float32")
    const crossEntropies = mul(asked, sub(softplus(logits), mul(passed, logits)))
    const tasks = reduceSum(asked, { axes: [1] })
    return { values: div(reduceSum(crossEntropies, { axes: [1] }), tasks), weights: tasks }
  },
  examples: [{}],
})

/** The log-probabilities of the classes, which are logits whose softmax are the probabilities: [batch, …, classes]. */
export function cornLogProbabilities(logits: Value): Value {
  const classes = widthOf(logits)
  const hasTask = logits.graph.constant(Array.from({ length: classes }, (_, i) => (i < classes - 1 ? 1 : 0)))
  const logPassed = neg(softplus(neg(logits)))
  const logReached = sub(cumSum(logPassed, { axis: -1 }), logPassed)
  return sub(logReached, mul(softplus(logits), hasTask))
}
