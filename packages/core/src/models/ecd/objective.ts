// The objective: Σ over outputs of weight · loss, plus what regularization adds.
import type { Value } from "../../graph/graph.ts"
import { abs, add, div, maximum, mul, reduceMean, reduceSum, reduceSumSquare, sqrt } from "../../ops/index.ts"
import type { FittedFeature } from "../../features/dataset.ts"
import { hasMembers, repeatForMembers } from "../../layers/members.ts"
import { exampleLosses } from "../graphs/example-losses.ts"
import type { ModelOutput } from "../model-spec.ts"
import type { EcdSpec } from "./spec.ts"

/** Penalty on the parameters: `l1`, `l2` or both, times λ. */
export interface Regularization {
  readonly type: "l1" | "l2" | "l1_l2" | null
  readonly lambda: number
}

/** No batch weighs less: one in which only classes of weight 0 occur has no loss, not 0 / 0. */
const leastWeight = 1e-12

/** What each example counts: by its class, and by its row. */
function exampleWeights(ofClass: Value | undefined, ofRow: Value | undefined): Value | undefined {
  if (ofClass === undefined || ofRow === undefined) return ofClass ?? ofRow
  return mul(ofClass, ofRow)
}

interface BatchLossInput {
  readonly logits: Value
  readonly target: Value
  /** [batch] */
  readonly weights: Value | undefined
}

/** The loss of a batch: Σ weights·values / Σ weights, finished as the loss says. */
function batchLoss(output: ModelOutput, { logits, target, weights: ofRows }: BatchLossInput): Value {
  const { values, weights: ofClasses } = exampleLosses(output, { logits, target })
  const ofExamples = ofRows && hasMembers(logits) ? repeatForMembers(ofRows, logits.shape[1] as number) : ofRows // members are a static dimension
  const weights = exampleWeights(ofClasses, ofExamples)
  const mean =
    weights === undefined
      ? reduceMean(values)
      : div(reduceSum(mul(values, weights)), maximum(reduceSum(weights), leastWeight))
  const loss = output.loss.component.finish === "root_mean" ? sqrt(add(mean, 1e-12)) : mean
  const weight = output.loss.settings["weight"] as number // every loss has one
  return weight === 1 ? loss : mul(loss, weight)
}

export interface ObjectiveInput {
  readonly logits: ReadonlyMap<string, Value>
  readonly target: (feature: FittedFeature) => Value
  /** How much each row counts, [batch]; as much as all others where it is absent. */
  readonly weights?: Value | undefined
  readonly parameters: readonly Value[]
  readonly regularization: Regularization
}

/** The scalar that training minimizes. */
export function buildObjective(
  spec: EcdSpec,
  { logits, target, weights, parameters, regularization }: ObjectiveInput,
): Value {
  const losses = spec.outputs.map(
    (output) =>
      batchLoss(output, { logits: logits.get(output.feature.name)!, target: target(output.feature), weights }), // forward made them all
  )
  const { type, lambda } = regularization
  const penalties =
    type === null || lambda === 0 ? [] : parameters.map((parameter) => mul(size(parameter, type), lambda))
  return [...losses, ...penalties].reduce((sum, term) => add(sum, term))
}

function size(parameter: Value, type: NonNullable<Regularization["type"]>): Value {
  switch (type) {
    case "l1":
      return reduceSum(abs(parameter))
    case "l2":
      return reduceSumSquare(parameter)
    case "l1_l2":
      return add(reduceSum(abs(parameter)), reduceSumSquare(parameter))
    default:
      return type satisfies never
  }
}
