// What an output's logits come to: an ensemble's members joined, calibrated, read as its loss means them.
import type { Prediction } from "../../features/output.ts"
import type { Value } from "../../graph/graph.ts"
import { hasMembers, meanOfMembers } from "../../layers/members.ts"
import { div } from "../../ops/index.ts"
import type { ModelOutput } from "../model-spec.ts"

/** Logits of [batch, size], whether the model is an ensemble or not. */
export function joinMembers({ type, loss }: ModelOutput, logits: Value): Value {
  if (!hasMembers(logits)) return logits
  return loss.component.logProbabilities === undefined ? type.averageMembers(logits) : meanOfMembers(logits) // what comes out is what the loss takes
}

/** Logits of [batch, size] as they are outside of training: members joined, calibrated. */
export function finalLogits(output: ModelOutput, logits: Value): Value {
  const joined = joinMembers(output, logits)
  return output.temperature === 1 ? joined : div(joined, output.temperature)
}

/** Predictions from logits of [batch, size]. */
export const predictionOf = ({ type, loss, feature }: ModelOutput, logits: Value): Prediction =>
  type.predict(loss.component.logProbabilities?.(logits) ?? logits, feature)
