// The objective: Σ over outputs of weight · loss, plus what regularization adds.
import type { Value } from "../../graph/graph.ts"
import { hasMembers, membersAsExamples, repeatForMembers } from "../../layers/members.ts"
import { abs, add, div, mul, reduceMean, reduceSum, reduceSumSquare, sqrt } from "../../ops/index.ts"
import type { LossValues } from "../../define.ts"
import type { FittedFeature } from "../../features/dataset.ts"
import type { EcdOutput, EcdSpec } from "./spec.ts"

/** Penalty on the parameters: `l1`, `l2` or both, times λ. */
export interface Regularization {
  readonly type: "l1" | "l2" | "l1_l2" | null
  readonly lambda: number
}

/** Each example's loss for logits of [batch, size] or [batch, members, size], where each member counts as an example. */
export function exampleLosses(output: EcdOutput, logits: Value, target: Value): LossValues {
  const { component, settings } = output.loss
  const members = hasMembers(logits)
  return component.build(logits.graph, settings, {
    logits: members ? membersAsExamples(logits) : logits,
    target: members ? repeatForMembers(target, logits.shape[1] as number) : target, // members are a static dimension
    metadata: output.feature.metadata,
  })
}

/** The loss of a batch: Σ weights·values / Σ weights, finished as the loss says. */
function batchLoss(output: EcdOutput, logits: Value, target: Value): Value {
  const { values, weights } = exampleLosses(output, logits, target)
  const mean = weights === undefined ? reduceMean(values) : div(reduceSum(mul(values, weights)), reduceSum(weights))
  const loss = output.loss.component.finish === "root_mean" ? sqrt(add(mean, 1e-12)) : mean
  const weight = output.loss.settings["weight"] as number // every loss has one
  return weight === 1 ? loss : mul(loss, weight)
}

export interface ObjectiveInput {
  readonly logits: ReadonlyMap<string, Value>
  readonly target: (feature: FittedFeature) => Value
  readonly parameters: readonly Value[]
  readonly regularization: Regularization
}

/** The scalar that training minimizes. */
export function buildObjective(spec: EcdSpec, { logits, target, parameters, regularization }: ObjectiveInput): Value {
  const losses = spec.outputs.map((output) =>
    batchLoss(output, logits.get(output.feature.name)!, target(output.feature)),
  ) // forward made them all
  const penalties = regularization.lambda === 0 ? [] : parameters.map((parameter) => penalty(parameter, regularization))
  return [...losses, ...penalties].reduce((sum, term) => add(sum, term))
}

function penalty(parameter: Value, { type, lambda }: Regularization): Value {
  switch (type) {
    case "l1":
      return mul(reduceSum(abs(parameter)), lambda)
    case "l2":
      return mul(reduceSumSquare(parameter), lambda)
    case "l1_l2":
      return mul(add(reduceSum(abs(parameter)), reduceSumSquare(parameter)), lambda)
    case null:
      return parameter.graph.constant(0)
    default:
      return type satisfies never
  }
}
