// How much each example counts by its class, for learners that take weights by row.
import type { FittedFeature } from "./dataset.ts"
import { resolveClassWeights, type ClassWeights } from "../losses/class-weights.ts"

interface WeightSettings {
  readonly class_weights?: ClassWeights | null
  readonly positive_class_weight?: number | null
}

/** What each example counts for both reasons; undefined where all count as much. */
export function timesWeights(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.map((weight, row) => weight * b[row]!)
}

/** By example; undefined where all count as much. */
export function exampleWeights(
  { settings, metadata }: FittedFeature,
  targets: Float32Array | Int32Array,
  classes: number,
): Float32Array | undefined {
  const { class_weights: given, positive_class_weight: positive } = settings["loss"] as WeightSettings // by the schema of outputs
  if (typeof positive === "number" && positive !== 1)
    return Float32Array.from(targets, (target) => (target === 1 ? positive : 1))
  if (given === null || given === undefined) return undefined
  const weights = resolveClassWeights(given, metadata, classes)
  return Float32Array.from(targets, (target) => weights[target]!) // ids of the classes
}
