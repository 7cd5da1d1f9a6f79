// Logits of ordered classes: from one way of writing them to the one that the output's loss reads.
import type { Value } from "../graph/graph.ts"
import { widthOf } from "../layers/dense.ts"
import { cornLogProbabilities } from "../losses/corn.ts"
import { concat, pad, reduceLogSumExp, slice, sub } from "../ops/index.ts"
import type { ModelOutput } from "./model-spec.ts"

const readsOrder = ({ loss }: ModelOutput): boolean => loss.component.logProbabilities === cornLogProbabilities

/** [batch, classes − 1], log-odds of being above each class, given that it is reached → [batch, classes]. */
export function logitsOfOrder(output: ModelOutput, scores: Value): Value {
  const padded = pad(scores, { before: [0, 0], after: [0, 1] })
  return readsOrder(output) ? padded : cornLogProbabilities(padded)
}

/** [batch, classes], whose softmax are the probabilities → [batch, classes] */
export function logitsOfClasses(output: ModelOutput, scores: Value): Value {
  if (!readsOrder(output)) return scores
  const classes = widthOf(scores)
  const from = (start: number, end: number): Value => slice(scores, { axes: [1], starts: [start], ends: [end] })
  const above = Array.from({ length: classes - 1 }, (_, k) =>
    sub(reduceLogSumExp(from(k + 1, classes), { axes: [1], keepdims: true }), from(k, k + 1)),
  )
  return pad(concat(above, 1), { before: [0, 0], after: [0, 1] })
}
