// An ensemble inside one model: values of [batch, members, width] instead of [batch, width].
import type { Value } from "../graph/graph.ts"
import { add, reduceMean, reshape, unsqueeze } from "../ops/index.ts"

/** True where a value holds an ensemble's members on its second axis. */
export const hasMembers = (value: Value): boolean => value.shape.length === 3

/** [batch, members, size] → [batch · members, size]: each member is an example of its own, as training sees it. */
export function membersAsExamples(logits: Value): Value {
  const size = logits.shape[2] ?? 1
  return reshape(logits, [-1, size])
}

/** [batch] → [batch · members]: each example's target once a member. */
export function repeatForMembers(target: Value, members: number): Value {
  const repeated = add(
    unsqueeze(target, [1]),
    target.graph.constant(
      Array.from({ length: members }, () => 0),
      target.dtype,
    ),
  )
  return reshape(repeated, [-1])
}

/** [batch, members, size] → [batch, size] by the mean. */
export const meanOfMembers = (value: Value): Value => reduceMean(value, { axes: [1] })
