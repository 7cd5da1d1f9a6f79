// Entropic open-set loss: −log p of the target's class; for the background class the mean of −log p over all classes (Dhamija et al., 2018).
import type { LossInput } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { add, mul, neg, reduceMean, sub } from "../ops/index.ts"
import { isBackground, type ClassScores } from "./class-scores.ts"

/** [batch] */
export function openSetValues(scores: ClassScores, { target }: LossInput, backgroundClass: number | null): Value {
  const known = neg(scores.targetLogProbability)
  if (backgroundClass === null) return known
  const unknown = neg(reduceMean(scores.logProbabilities, { axes: [1] }))
  return add(known, mul(isBackground(target, backgroundClass), sub(unknown, known)))
}
