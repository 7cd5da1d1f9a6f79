// For ordered classes: score k is the log-odds of "above class k" among rows that are of class k or above (CORN; Shi, Cao and Raschka, 2023).
import {
  classTarget,
  logOdds,
  sigmoid,
  softplus,
  weightedMean,
  type ObjectiveData,
  type TreeObjective,
} from "./objective.ts"

/** The share of rows above class k among those of class k or above. */
function shareAbove({ rows, targets, weights }: ObjectiveData, k: number): number {
  let above = 0
  let all = 0
  for (let row = 0; row < rows; row++) {
    if (targets[row]! < k) continue
    const weight = weights === undefined ? 1 : weights[row]!
    all += weight
    if (targets[row]! > k) above += weight
  }
  return all === 0 ? 0.5 : above / all
}

export const ordinal: TreeObjective = {
  type: "ordinal",
  summary: "Ordered classes: for each but the last, the log-odds of being above it.",
  scores: (classes) => classes - 1,
  hasConstantHessian: false,
  checkTarget: classTarget,
  initial: (data) => Float64Array.from({ length: data.classes - 1 }, (_, k) => logOdds(shareAbove(data, k))),
  gradients({ rows, scores, targets, weights, gradients, hessians }) {
    const width = gradients.length
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      for (let k = 0; k < width; k++) {
        const counts = targets[row]! >= k ? weight : 0
        const p = sigmoid(scores[row * width + k]!)
        gradients[k]![row] = counts * (p - (targets[row]! > k ? 1 : 0))
        hessians[k]![row] = counts * p * (1 - p)
      }
    }
  },
  loss: (data, scores) => {
    const width = data.classes - 1
    return weightedMean(data, (row) => {
      let sum = 0
      for (let k = 0; k < width && data.targets[row]! >= k; k++) {
        const score = scores[row * width + k]!
        sum += softplus(score) - (data.targets[row]! > k ? score : 0)
      }
      return sum
    })
  },
}
