// How fast steps run: how many to make in one run, when to report, what time is left.
import type { Plan } from "./plan.ts"

const secondsPerRun = 0.15
const secondsPerReport = 0.1
const firstRun = 8
const longestRun = 2000

export interface Speedometer {
  /** Steps for the next run, so that it takes a fraction of a second. The result of training does not depend on it. */
  stepsPerRun(): number
  start(): void
  stop(steps: number): void
  /** True a few times a second, and always where `important`. */
  shouldReport(important: boolean): boolean
  stepsPerSecond(): number
  secondsLeft(step: number): number
}

/** `fixed`: so many steps a run, whatever their speed. */
export function createSpeedometer(plan: Plan, firstStep: number, fixed?: number): Speedometer {
  let began = 0
  let secondsPerStep = 0
  let lastReport = 0
  const start = performance.now()
  let stepsDone = 0
  const elapsed = (): number => (performance.now() - start) / 1000
  return {
    stepsPerRun: () =>
      fixed ??
      (secondsPerStep === 0 ? firstRun : Math.max(1, Math.min(longestRun, Math.round(secondsPerRun / secondsPerStep)))),
    start: () => {
      began = performance.now()
    },
    stop(steps) {
      const now = (performance.now() - began) / 1000 / steps
      secondsPerStep = secondsPerStep === 0 ? now : 0.7 * secondsPerStep + 0.3 * now
      stepsDone += steps
    },
    shouldReport(important) {
      const now = performance.now()
      if (!important && now - lastReport < secondsPerReport * 1000) return false
      lastReport = now
      return true
    },
    stepsPerSecond: () => stepsDone / elapsed(),
    secondsLeft: (step) => ((plan.totalSteps - step) * elapsed()) / Math.max(1, step - firstStep),
  }
}
