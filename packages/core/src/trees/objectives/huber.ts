// e² / 2 where |e| ≤ α, else α (|e| − α / 2), with e = score − target (Huber, 1964)
import { finiteTarget, weightedMean, type TreeObjective } from "./objective.ts"

export const huber: TreeObjective = {
  type: "huber",
  summary: "The mean of numbers, with errors above `alpha` counted by size instead of squared.",
  scores: () => 1,
  hasConstantHessian: true,
  checkTarget: finiteTarget,
  initial: (data) => Float64Array.of(weightedMean(data, (row) => data.targets[row]!)),
  gradients({ rows, scores, targets, weights, gradients, hessians, settings: { alpha } }) {
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      const error = scores[row]! - targets[row]!
      gradients[0]![row] = weight * Math.max(-alpha, Math.min(alpha, error))
      hessians[0]![row] = weight
    }
  },
  loss: (data, scores) =>
    weightedMean(data, (row) => {
      const alpha = data.settings.alpha
      const size = Math.abs(scores[row]! - data.targets[row]!)
      return size <= alpha ? size ** 2 / 2 : alpha * (size - alpha / 2)
    }),
}
