// The two ways of weight decay: as part of the gradient (coupled, L2), or beside it (decoupled; Loshchilov and Hutter, 2019).
import type { UpdateInput } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { add, mul } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"

export const weightDecay = (sentence = "How strongly weights are drawn to 0; biases and norms are not.") =>
  nonNegative(0, sentence, { impact: 2, tune: { scale: "log", range: [1e-6, 1e-1] } })

/** The gradient with λ · parameter added. */
export const decayedGradient = ({ gradient, parameter, decay }: UpdateInput, rate: number): Value =>
  rate === 0 || !decay ? gradient : add(gradient, mul(parameter, rate))

/** The parameter times `scalars.keep`, which is 1 − learning rate · λ. */
export const decayedParameter = ({ parameter, scalars, decay }: UpdateInput, rate: number): Value =>
  rate === 0 || !decay ? parameter : mul(parameter, scalars["keep"]!) // given by `keepScalar`

/** What is left of a decayed parameter after a step; no scalar where there is no decay. */
export const keepScalar = (rate: number, learningRate: number): Readonly<Record<string, number>> =>
  rate === 0 ? {} : { keep: 1 - learningRate * rate }
