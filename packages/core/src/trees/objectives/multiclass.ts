// −log p[target], p = softmax(scores); the hessian is the upper bound K / (K − 1) · p (1 − p) (Friedman, 2001).
import { classTarget, type GradientRequest, type TreeObjective, weightedMean } from "./objective.ts"

/** p ← softmax of one row's scores. hot */
function softmax(scores: Float64Array, first: number, p: Float64Array): void {
  let most = -Infinity
  for (let k = 0; k < p.length; k++) if (scores[first + k]! > most) most = scores[first + k]!
  let sum = 0
  for (let k = 0; k < p.length; k++) {
    const e = Math.exp(scores[first + k]! - most)
    p[k] = e
    sum += e
  }
  for (let k = 0; k < p.length; k++) p[k]! /= sum
}

function fillGradients({ rows, scores, targets, weights, gradients, hessians }: GradientRequest): void {
  const classes = gradients.length
  const p = new Float64Array(classes)
  const factor = classes / (classes - 1)
  for (let row = 0; row < rows; row++) {
    softmax(scores, row * classes, p)
    const weight = weights === undefined ? 1 : weights[row]!
    const target = targets[row]!
    for (let k = 0; k < classes; k++) {
      const share = p[k]!
      gradients[k]![row] = weight * (k === target ? share - 1 : share)
      hessians[k]![row] = weight * factor * share * (1 - share)
    }
  }
}

export const multiclass: TreeObjective = {
  type: "multiclass",
  summary: "The probability of each class, as logits.",
  scores: (classes) => classes,
  hasConstantHessian: false,
  checkTarget: classTarget,
  initial: (data) =>
    Float64Array.from({ length: data.classes }, (_, k) =>
      Math.log(
        Math.max(
          1e-15,
          weightedMean(data, (row) => (data.targets[row] === k ? 1 : 0)),
        ),
      ),
    ),
  gradients: fillGradients,
  loss: (data, scores) => {
    const p = new Float64Array(data.classes)
    return weightedMean(data, (row) => {
      softmax(scores, row * data.classes, p)
      return -Math.log(Math.max(1e-300, p[data.targets[row]!]!))
    })
  },
}
