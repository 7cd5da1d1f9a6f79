// α (target − score) where the target is above, (1 − α) (score − target) where it is below
import { finiteTarget, weightedMean, type TreeObjective } from "./objective.ts"
import { residualQuantile, targetQuantile } from "./residuals.ts"

export const quantile: TreeObjective = {
  type: "quantile",
  summary: "The value that a share `alpha` of numbers lies below.",
  scores: () => 1,
  hasConstantHessian: true,
  checkTarget: finiteTarget,
  initial: (data) => targetQuantile(data, data.settings.alpha),
  gradients({ rows, scores, targets, weights, gradients, hessians, settings: { alpha } }) {
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      gradients[0]![row] = weight * (scores[row]! < targets[row]! ? -alpha : 1 - alpha)
      hessians[0]![row] = weight
    }
  },
  loss: (data, scores) =>
    weightedMean(data, (row) => {
      const residual = data.targets[row]! - scores[row]!
      return residual * (residual > 0 ? data.settings.alpha : data.settings.alpha - 1)
    }),
  renewLeaf: (leaf) => residualQuantile(leaf, leaf.settings.alpha),
}
