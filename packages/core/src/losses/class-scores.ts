// What the losses of classes are made of: log-probabilities and one-hot targets, for categories and, as two classes, for binaries.
import type { LossInput } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { widthOf } from "../layers/dense.ts"
import { cast, concat, equal, logSoftmax, mul, oneHot, reduceSum } from "../ops/index.ts"

export interface ClassScores {
  readonly classes: number
  /** [batch, classes] */
  readonly logits: Value
  /** [batch, classes] */
  readonly logProbabilities: Value
  /** [batch, classes]: 1 at the target's class, else 0. */
  readonly isTarget: Value
  /** [batch]: the log-probability of the target's class. */
  readonly targetLogProbability: Value
}

export function classScores({ logits: given, target }: LossInput): ClassScores {
  const isBinary = widthOf(given) === 1
  const logits = isBinary ? concat([mul(given, -0.5), mul(given, 0.5)], 1) : given // softmax of ∓z/2 is the sigmoid of ∓z
  const classes = widthOf(logits)
  const isTarget = oneHot(target.dtype === "int32" ? target : cast(target, "int32"), classes)
  const logProbabilities = logSoftmax(logits, { axis: -1 })
  const targetLogProbability = reduceSum(mul(isTarget, logProbabilities), { axes: [1] })
  return { classes, logits, logProbabilities, isTarget, targetLogProbability }
}

/** 1 where the target is the background class, else 0: [batch], float32. */
export const isBackground = (target: Value, backgroundClass: number): Value =>
  cast(equal(target, backgroundClass), "float32")
