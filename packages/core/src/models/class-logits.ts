// Logits of classes: from one way of writing them to the one that the output's loss reads.
import type { Value } from "../graph/graph.ts"
import { widthOf } from "../layers/dense.ts"
import { cornLogProbabilities } from "../losses/corn.ts"
import { concat, log, maximum, pad, reduceLogSumExp, slice, sub } from "../ops/index.ts"
import type { ModelOutput } from "./model-spec.ts"

const readsOrder = ({ loss }: ModelOutput): boolean => loss.component.logProbabilities === cornLogProbabilities

/** [batch, classes − 1], log-odds of being above each class, given that it is reached → [batch, classes]. */
export function logitsOfOrder(output: ModelOutput, scores: Value): Value {
  const padded = pad(scores, { before: [0, 0], after: [0, 1] })
  return readsOrder(output) ? padded : cornLogProbabilities(padded)
}

/** Keeps logarithms finite. */
const leastProbability = 1e-12

/** [batch, 1], the probability of the true label, or [batch, classes] → logits of the same shape. */
export function logitsOfProbabilities(output: ModelOutput, probabilities: Value): Value {
  const logarithm = (value: Value): Value => log(maximum(value, leastProbability))
  if (output.type.predicts === "truth") return sub(logarithm(probabilities), logarithm(sub(1, probabilities)))
  return logitsOfClasses(output, logarithm(probabilities))
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
