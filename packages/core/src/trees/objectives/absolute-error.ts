// |score − target|
import { finiteTarget, weightedMean, type TreeObjective } from "./objective.ts"
import { residualQuantile, targetQuantile } from "./residuals.ts"

export const absoluteError: TreeObjective = {
  type: "absolute_error",
  summary: "The median of numbers.",
  scores: () => 1,
  hasConstantHessian: true,
  checkTarget: finiteTarget,
  initial: (data) => targetQuantile(data, 0.5),
  gradients({ rows, scores, targets, weights, gradients, hessians }) {
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!
      gradients[0]![row] = Math.sign(scores[row]! - targets[row]!) * weight
      hessians[0]![row] = weight
    }
  },
  loss: (data, scores) => weightedMean(data, (row) => Math.abs(scores[row]! - data.targets[row]!)),
  renewLeaf: (leaf) => residualQuantile(leaf, 0.5),
}
