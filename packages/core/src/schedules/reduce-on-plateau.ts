// Lowers the learning rate when a metric stops improving.
import type { ScheduleSettings } from "./schedule.ts"

/** What is kept from evaluation to evaluation. */
export interface PlateauState {
  /** The best value of the metric so far; null before the first. */
  readonly best: number | null
  /** Evaluations since the best or since the last reduction. */
  readonly waited: number
  /** How often the learning rate was reduced. */
  readonly reductions: number
}

export const initialPlateau: PlateauState = { best: null, waited: 0, reductions: 0 }

/** The state after one more evaluation; a metric that is not a number counts as no improvement. */
export function updatePlateau(
  settings: Pick<ScheduleSettings, "reduce_on_plateau" | "reduce_on_plateau_patience">,
  state: PlateauState,
  metric: number | null,
  direction: "minimize" | "maximize",
): PlateauState {
  if (metric !== null && isBetter(metric, state.best, direction)) return { ...state, best: metric, waited: 0 }
  const waited = state.waited + 1
  if (waited < settings.reduce_on_plateau_patience || state.reductions >= settings.reduce_on_plateau) {
    return { ...state, waited }
  }
  return { ...state, waited: 0, reductions: state.reductions + 1 }
}

function isBetter(metric: number, best: number | null, direction: "minimize" | "maximize"): boolean {
  if (Number.isNaN(metric)) return false
  return best === null || (direction === "minimize" ? metric < best : metric > best)
}
