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

/** Limits on each parameter's gradient. */
export function clipEach(gradients: readonly Value[], { clipnorm, clipvalue }: GradientClipping): readonly Value[] {
  const valued = clipvalue === null ? gradients : gradients.map((gradient) => clip(gradient, -clipvalue, clipvalue))
  return clipnorm === null
    ? valued
    : valued.map((gradient) => mul(gradient, shrink(reduceSumSquare(gradient), clipnorm)))
}

/** The limit on all gradients taken together, however they are grouped. */
export function clipTogether(gradients: readonly Value[], { clipglobalnorm }: GradientClipping): readonly Value[] {
  if (clipglobalnorm === null) return gradients
  const squares = gradients.map((gradient) => reduceSumSquare(gradient))
  const scale = shrink(
    squares.reduce((sum, square) => add(sum, square)),
    clipglobalnorm,
  )
  return gradients.map((gradient) => mul(gradient, scale))
}

/** min(1, limit / norm), from the squared norm. */
const shrink = (squaredNorm: Value, limit: number): Value => minimum(div(limit, add(sqrt(squaredNorm), epsilon)), 1)
