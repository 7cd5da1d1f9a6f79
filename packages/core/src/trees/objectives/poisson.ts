// exp(score) − target · score: the score is the logarithm of the expected count
import { logOfMean, notNegativeTarget, weightedMean, type TreeObjective } from "./objective.ts"

export const poisson: TreeObjective = {
  type: "poisson",
  summary: "Expected counts, as their logarithm.",
  scores: () => 1,
  hasConstantHessian: false,
  checkTarget: notNegativeTarget,
  initial: (data) => Float64Array.of(logOfMean(data)),
  gradients({ rows, scores, targets, weights, gradients, hessians, settings }) {
    const caution = Math.exp(settings.poisson_max_delta_step)
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      const mean = Math.exp(scores[row]!)
      gradients[0]![row] = weight * (mean - targets[row]!)
      hessians[0]![row] = weight * mean * caution
    }
  },
  loss: (data, scores) => weightedMean(data, (row) => Math.exp(scores[row]!) - data.targets[row]! * scores[row]!),
}
