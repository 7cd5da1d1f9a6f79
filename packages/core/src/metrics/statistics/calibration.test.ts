import { describe, expect, it } from "vitest"
import { plainCalibration } from "../../../../../test/support/plain-calibration.ts"
import { randomStream } from "../../random.ts"
import { calibrationCurve } from "./calibration.ts"
import { splitScores } from "./ranking.ts"

const curveOf = (probabilities: Float32Array, cameTrue: readonly boolean[]) =>
  calibrationCurve(splitScores(probabilities, cameTrue.map(Number), 1))

describe("calibrationCurve", () => {
  it.each([
    ["every row another probability", 2000, (p: number) => p],
    ["a row more than tens", 101, (p: number) => p],
    ["fewer rows than bins", 7, (p: number) => p],
    ["many rows of few probabilities", 1500, (p: number) => Math.round(p * 4) / 4],
    ["most rows of one probability", 1000, (p: number) => Math.max(0.9, p)],
  ])("is what its definition says: %s", (_, size, make) => {
    const random = randomStream(size)
    const probabilities = Float32Array.from({ length: size }, () => make(random.uniform()))
    const cameTrue = Array.from(probabilities, (probability) => random.uniform() < probability ** 2)
    const expected = plainCalibration(
      Array.from(probabilities, (probability, i) => ({ probability, cameTrue: cameTrue[i]! })),
    )
    const curve = curveOf(probabilities, cameTrue)!
    expect(curve.observed).toEqual(expected.observed)
    expect(curve.predicted).toEqual(expected.predicted.map((value) => expect.closeTo(value, 9) as number))
  })

  it("is one point where every row has the same probability", () => {
    const cameTrue = Array.from({ length: 50 }, (_, i) => i < 10)
    const curve = curveOf(new Float32Array(50).fill(0.25), cameTrue)
    expect(curve).toEqual({ predicted: [0.25], observed: [0.2] })
  })

  it("is not there without rows, or with a probability that is NaN", () => {
    expect(curveOf(new Float32Array(0), [])).toBe(null)
    expect(curveOf(Float32Array.of(0.1, NaN, 0.3), [true, false, true])).toBe(null)
  })
})
