// Residuals of a leaf's rows: where a loss is of their size only, the best value of a leaf is one of their quantiles.
import { weightedQuantile, type LeafRenewal, type ObjectiveData } from "./objective.ts"

/** The value that this share of the leaf's residuals lies below. */
export function residualQuantile({ order, scores, targets, weights }: LeafRenewal, share: number): number {
  const residuals = Float64Array.from(order, (row) => targets[row]! - scores[row]!)
  return weightedQuantile(residuals, weights && Float64Array.from(order, (row) => weights[row]!), share)
}

export const targetQuantile = ({ targets, weights }: ObjectiveData, share: number): Float64Array =>
  Float64Array.of(weightedQuantile(Float64Array.from(targets), weights && Float64Array.from(weights), share))
