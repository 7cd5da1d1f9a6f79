import { describe, expect, it } from "vitest"
import { randomStream } from "../random.ts"
import { expectedCalibrationError, fitTemperature, negativeLogLikelihood, type CalibrationData } from "./temperature.ts"

/** Binary examples whose true log odds are those stated, divided by `overconfidence`. */
function examples(overconfidence: number): CalibrationData {
  const random = randomStream(3)
  const size = 20_000
  const probabilities = new Float32Array(size * 2)
  const targets = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    const odds = 3 * random.normal()
    const stated = 1 / (1 + Math.exp(-odds * overconfidence))
    probabilities.set([1 - stated, stated], i * 2)
    targets[i] = random.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0
  }
  return { probabilities, targets, classes: 2 }
}

describe("fitTemperature", () => {
  it("finds how overconfident probabilities are", () => {
    expect(fitTemperature(examples(2.5))).toBeCloseTo(2.5, 0)
    expect(fitTemperature(examples(0.5))).toBeCloseTo(0.5, 1)
  })

  it("improves the likelihood, and never makes it worse", () => {
    const data = examples(2.5)
    expect(negativeLogLikelihood(data, fitTemperature(data))).toBeLessThan(negativeLogLikelihood(data, 1))
    expect(fitTemperature({ probabilities: new Float32Array(0), targets: [], classes: 2 })).toBe(1)
  })
})

describe("expectedCalibrationError", () => {
  it("is small for honest probabilities and large for overconfident ones", () => {
    expect(expectedCalibrationError(examples(1))).toBeLessThan(0.02)
    expect(expectedCalibrationError(examples(5))).toBeGreaterThan(0.05)
  })
})
