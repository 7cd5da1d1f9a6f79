// Gradient clipping: by the norm of all gradients together, by each one's own norm, by value.
import type { Value } from "../../graph/graph.ts"
import { add, clip, div, minimum, mul, reduceSumSquare, sqrt } from "../../ops/index.ts"

export interface GradientClipping {
  /** Largest norm of all gradients taken together. */
  readonly clipglobalnorm: number | null
  /** Largest norm of each gradient. */
  readonly clipnorm: number | null
  /** Largest absolute value of each element. */
  readonly clipvalue: number | null
}

const epsilon = 1e-6

export function clipGradients(gradients: readonly Value[], settings: GradientClipping): readonly Value[] {
  const { clipglobalnorm, clipnorm, clipvalue } = settings
  let clipped = gradients
  if (clipvalue !== null) clipped = clipped.map((gradient) => clip(gradient, -clipvalue, clipvalue))
  if (clipnorm !== null) clipped = clipped.map((gradient) => mul(gradient, shrink(reduceSumSquare(gradient), clipnorm)))
  if (clipglobalnorm !== null) {
    const scale = shrink(
      clipped.map((gradient) => reduceSumSquare(gradient)).reduce((sum, square) => add(sum, square)),
      clipglobalnorm,
    )
    clipped = clipped.map((gradient) => mul(gradient, scale))
  }
  return clipped
}

/** min(1, limit / norm), from the squared norm. */
const shrink = (squaredNorm: Value, limit: number): Value => minimum(div(limit, add(sqrt(squaredNorm), epsilon)), 1)
