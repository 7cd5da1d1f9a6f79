// What a leaf's value is and what it gains, from the sums of its gradients G and hessians H:
// value = −threshold(G) / (H + λ₂), and the loss falls by threshold(G)² / (H + λ₂) / 2, where λ₁ pulls G towards 0.
import type { BoosterSettings } from "../settings.ts"

/** What the values of a leaf's children must keep to. */
export interface LeafBounds {
  readonly lower: number
  readonly upper: number
  /** The leaf's own value, which path_smooth draws its children's to. */
  readonly output: number
}

export interface LeafSums {
  readonly gradient: number
  readonly hessian: number
  readonly rows: number
}

export const shrunken = (gradient: number, l1: number): number =>
  gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0

/** The value of a leaf that is the child of one with these bounds. */
export function leafValue(settings: BoosterSettings, sums: LeafSums, bounds: LeafBounds, extraL2 = 0): number {
  const { lambda_l1: l1, lambda_l2: l2, max_delta_step: most, path_smooth: smooth } = settings
  const weight = sums.hessian + l2 + extraL2
  let value = weight > 0 ? -shrunken(sums.gradient, l1) / weight : 0
  if (most > 0 && Math.abs(value) > most) value = Math.sign(value) * most
  if (smooth > 0) value = (value * sums.rows + bounds.output * smooth) / (sums.rows + smooth)
  return value < bounds.lower ? bounds.lower : value > bounds.upper ? bounds.upper : value
}

/** Twice what the loss falls by when a leaf has this value instead of 0. */
export const gainOf = (settings: BoosterSettings, sums: LeafSums, value: number, extraL2 = 0): number =>
  -(
    2 * shrunken(sums.gradient, settings.lambda_l1) * value +
    (sums.hessian + settings.lambda_l2 + extraL2) * value * value
  )
