// Numbers of one_cycle, cosine and polynomial are those of PyTorch 2.15's OneCycleLR, CosineAnnealingWarmRestarts and PolynomialLR.
import { describe, expect, it } from "vitest"
import { learningRateScheduler } from "../config/trainer.ts"
import { learningRateAt, schedules, type ScheduleSettings } from "./index.ts"

const rates = (given: object, steps: number, progress: object = {}): number[] => {
  const settings: ScheduleSettings = learningRateScheduler.parse(given)
  return Array.from({ length: steps }, (_, step) =>
    learningRateAt(settings, {
      step,
      totalSteps: steps,
      stepsPerEvaluation: 4,
      baseLearningRate: 0.1,
      reductions: 0,
      ...progress,
    }),
  )
}

const near = (expected: readonly number[]) => expected.map((number) => expect.closeTo(number, 8))

describe("learningRateAt", () => {
  it("stays where no decay is asked for", () => {
    expect(rates({}, 3)).toEqual([0.1, 0.1, 0.1])
  })

  it("linear falls to 0 at the end", () => {
    expect(rates({ decay: "linear" }, 4)).toEqual(near([0.1, 0.075, 0.05, 0.025]))
  })

  it("polynomial is PyTorch's", () => {
    const settings = { decay: "polynomial", polynomial_power: 2 }
    expect(rates(settings, 7, { totalSteps: 5 })).toEqual(near([0.1, 0.064, 0.036, 0.016, 0.004, 0, 0]))
  })

  it("exponential begins undecayed, and stairs fall at once", () => {
    expect(rates({ decay: "exponential", decay_rate: 0.25, decay_steps: 2 }, 4)).toEqual(
      near([0.1, 0.05, 0.025, 0.0125]),
    )
    const stairs = { decay: "exponential", decay_rate: 0.5, decay_steps: 2, staircase: true }
    expect(rates(stairs, 4)).toEqual(near([0.1, 0.1, 0.05, 0.05]))
  })

  it("cosine restarts as PyTorch's does, by default every evaluation", () => {
    expect(rates({ decay: "cosine", t_0: 3 }, 7)).toEqual(near([0.1, 0.075, 0.025, 0.1, 0.075, 0.025, 0.1]))
    expect(rates({ decay: "cosine", t_mult: 2, eta_min: 0.01 }, 14)).toEqual(
      near([
        0.1, 0.086819805, 0.055, 0.023180195, 0.1, 0.096574579, 0.086819805, 0.072220754, 0.055, 0.037779246,
        0.023180195, 0.013425421, 0.1, 0.099135338,
      ]),
    )
  })

  it("one_cycle is PyTorch's, and takes no other warm-up", () => {
    expect(rates({ decay: "one_cycle", max_lr: 0.2, warmup_fraction: 0.5 }, 10)).toEqual(
      near([0.008, 0.104, 0.2, 0.190096926, 0.162349131, 0.122252404, 0.077748396, 0.037651669, 0.009903874, 8e-7]),
    )
  })

  it("inverse_sqrt stays, then falls with the root of the step", () => {
    expect(rates({ decay: "inverse_sqrt", inverse_sqrt_warmup_steps: 2 }, 9)[8]).toBeCloseTo(0.05, 8)
    expect(rates({ decay: "inverse_sqrt" }, 2)).toEqual([0.1, 0.1])
  })

  it("wsd rises, stays and falls", () => {
    const settings = { decay: "wsd", wsd_warmup_fraction: 0.2, wsd_stable_fraction: 0.4, wsd_decay_fraction: 0.4 }
    expect(rates(settings, 10)).toEqual(near([0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.075, 0.05, 0.025]))
  })

  it("warms up by a share of the steps or by evaluations, then decays over what is left", () => {
    expect(rates({ warmup_fraction: 0.5 }, 8)).toEqual(near([0.025, 0.05, 0.075, 0.1, 0.1, 0.1, 0.1, 0.1]))
    expect(rates({ warmup_evaluations: 1, decay: "linear" }, 8)).toEqual(
      near([0.025, 0.05, 0.075, 0.1, 0.1, 0.075, 0.05, 0.025]),
    )
  })

  it("is multiplied for every reduction", () => {
    expect(rates({ decay: "linear", reduce_on_plateau_rate: 0.5 }, 2, { reductions: 2 })).toEqual(near([0.025, 0.0125]))
  })

  it.each(schedules.map(({ type }) => type))("%s stays finite and ≥ 0 for runs of any length", (decay) => {
    for (const totalSteps of [1, 2, 3, 100]) {
      for (const rate of rates({ decay }, 120, { totalSteps })) {
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(0.1 + 1e-12)
      }
    }
  })
})
