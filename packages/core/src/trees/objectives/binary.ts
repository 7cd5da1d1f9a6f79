// −y log p − (1 − y) log(1 − p), p = 1 / (1 + exp(−score))
import {
  classTarget,
  logOdds,
  sigmoid,
  softplus,
  weightedMean,
  type ObjectiveData,
  type TreeObjective,
} from "./objective.ts"

/** Positive rows weigh more by `scale_pos_weight`. */
function weighted(data: ObjectiveData): ObjectiveData {
  const { targets, weights, settings } = data
  const factor = settings.scale_pos_weight
  if (factor === 1) return data
  return { ...data, weights: Float32Array.from(targets, (y, row) => (y > 0 ? factor : 1) * (weights?.[row] ?? 1)) }
}

export const binary: TreeObjective = {
  type: "binary",
  summary: "The probability of yes, as its log-odds.",
  scores: () => 1,
  hasConstantHessian: false,
  checkTarget: (target) => classTarget(target, 2),
  initial: (data) => Float64Array.of(logOdds(weightedMean(weighted(data), (row) => data.targets[row]!))),
  gradients({ rows, scores, targets, weights, settings, ...request }) {
    const gradient = request.gradients[0]!
    const hessian = request.hessians[0]!
    for (let row = 0; row < rows; row++) {
      const p = sigmoid(scores[row]!)
      gradient[row] = p - targets[row]!
      hessian[row] = p * (1 - p)
    }
    const positive = settings.scale_pos_weight
    if (weights === undefined && positive === 1) return
    for (let row = 0; row < rows; row++) {
      const weight = (weights === undefined ? 1 : weights[row]!) * (targets[row]! > 0 ? positive : 1)
      gradient[row]! *= weight
      hessian[row]! *= weight
    }
  },
  loss: (data, scores) =>
    weightedMean(weighted(data), (row) => softplus(scores[row]!) - data.targets[row]! * scores[row]!),
}
