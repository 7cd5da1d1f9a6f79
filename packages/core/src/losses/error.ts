// What the losses of numbers are made of.
import type { LossInput } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { abs, div, maximum, squeeze, sub } from "../ops/index.ts"

/** prediction − target, [batch] */
export const errorOf = ({ logits, target }: LossInput): Value => sub(squeeze(logits, [1]), target)

/** (prediction − target) / |target|, [batch]; targets nearer to zero than 1.17e-6 count as that far. */
export const relativeErrorOf = (input: LossInput): Value => div(errorOf(input), maximum(abs(input.target), 1.17e-6))
