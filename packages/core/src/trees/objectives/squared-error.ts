// (score − target)² / 2
import { finiteTarget, weightedMean, type TreeObjective } from "./objective.ts"

export const squaredError: TreeObjective = {
  type: "squared_error",
  summary: "The mean of numbers.",
  scores: () => 1,
  hasConstantHessian: true,
  checkTarget: finiteTarget,
  initial: (data) => Float64Array.of(weightedMean(data, (row) => data.targets[row]!)),
  gradients({ rows, scores, targets, weights, gradients, hessians }) {
    const gradient = gradients[0]!
    const hessian = hessians[0]!
    for (let row = 0; row < rows; row++) gradient[row] = scores[row]! - targets[row]!
    if (weights === undefined) return
    for (let row = 0; row < rows; row++) {
      gradient[row]! *= weights[row]!
      hessian[row] = weights[row]!
    }
  },
  loss: (data, scores) => weightedMean(data, (row) => (scores[row]! - data.targets[row]!) ** 2 / 2),
}
