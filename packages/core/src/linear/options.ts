// What a fit takes besides columns and targets.
import type { LinearFamily } from "./families.ts"
import type { Solver } from "./model.ts"
import type { FitProgress } from "./problem.ts"
import type { LinearSettings } from "./settings.ts"

export interface LinearOptions {
  readonly family: LinearFamily
  /** How many there are, for `multiclass`. */
  readonly classes?: number
  /** From 0 up; how much each row counts. Rows of weight 0 are as if they were not there. */
  readonly weights?: Float32Array | Float64Array
  readonly settings?: Partial<LinearSettings>
  /** Overrides the choice by size. */
  readonly solver?: Solver
  /** Called at every iteration; what it throws ends the fit. */
  readonly onIteration?: (progress: FitProgress) => void
}
