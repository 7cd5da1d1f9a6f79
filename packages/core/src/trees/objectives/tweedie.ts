// −y μ^(1−ρ) / (1 − ρ) + μ^(2−ρ) / (2 − ρ), μ = exp(score): amounts of which many are exactly 0
import { logOfMean, notNegativeTarget, weightedMean, type TreeObjective } from "./objective.ts"

export const tweedie: TreeObjective = {
  type: "tweedie",
  summary: "Expected amounts, many of them 0, as their logarithm.",
  scores: () => 1,
  hasConstantHessian: false,
  checkTarget: notNegativeTarget,
  initial: (data) => Float64Array.of(logOfMean(data)),
  gradients({ rows, scores, targets, weights, gradients, hessians, settings: { tweedie_variance_power: power } }) {
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      const lower = targets[row]! * Math.exp((1 - power) * scores[row]!)
      const upper = Math.exp((2 - power) * scores[row]!)
      gradients[0]![row] = weight * (upper - lower)
      hessians[0]![row] = weight * ((2 - power) * upper - (1 - power) * lower)
    }
  },
  loss: (data, scores) =>
    weightedMean(data, (row) => {
      const power = data.settings.tweedie_variance_power
      const lower = (data.targets[row]! * Math.exp((1 - power) * scores[row]!)) / (1 - power)
      return Math.exp((2 - power) * scores[row]!) / (2 - power) - lower
    }),
}
