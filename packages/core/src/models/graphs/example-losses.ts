// The loss of each example, from logits and targets.
import type { LossValues } from "../../define.ts"
import type { Value } from "../../graph/graph.ts"
import { hasMembers, membersAsExamples, repeatForMembers } from "../../layers/members.ts"
import type { ModelOutput } from "../model-spec.ts"

/**
 * Each example's loss for logits of [batch, size] or [batch, members, size], where each member counts as an example;
 * on training's scale or, where the type has units, in the target's own.
 */
export function exampleLosses(
  output: ModelOutput,
  { logits, target }: { readonly logits: Value; readonly target: Value },
  scale: "training" | "own_units" = "training",
): LossValues {
  const { component, settings } = output.loss
  const members = hasMembers(logits)
  const ownUnits = component.inOwnUnits === true || scale === "own_units" ? output.type.ownUnits : undefined
  const scaled = (value: Value): Value => ownUnits?.(value, output.feature) ?? value
  return component.build(logits.graph, settings, {
    logits: scaled(members ? membersAsExamples(logits) : logits),
    target: scaled(members ? repeatForMembers(target, logits.shape[1] as number) : target), // members are a static dimension
    metadata: output.feature.metadata,
  })
}
