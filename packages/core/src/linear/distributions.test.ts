import { describe, expect, test } from "vitest"
import reference from "../../../../test/fixtures/linear/reference.json" with { type: "json" }
import {
  normalQuantileOfTwoTails,
  normalTwoTails,
  studentQuantileOfTwoTails,
  studentTwoTails,
} from "./distributions.ts"

const { normal, student, normalQuantiles, studentQuantiles } = reference.distributions

/** Relative, for tails matter however small they are. */
const expectNear = (value: number, expected: number, what: string): void =>
  expect(Math.abs(value - expected), `${what}: ${value} for ${expected}`).toBeLessThanOrEqual(
    1e-10 * Math.abs(expected) + 1e-300,
  )

describe("distributions", () => {
  test("tails of the normal distribution", () => {
    for (const [z = 0, p = 0] of normal) {
      expectNear(normalTwoTails(z), p, `z ${z}`)
      expectNear(normalTwoTails(-z), p, `z ${-z}`)
    }
    expect(normalTwoTails(Infinity)).toBe(0)
  })

  test("tails of Student's t distribution", () => {
    for (const [t = 0, degrees = 0, p = 0] of student) expectNear(studentTwoTails(t, degrees), p, `t ${t}, ${degrees}`)
    expect(studentTwoTails(Infinity, 3)).toBe(0)
  })

  test("quantiles", () => {
    for (const [p = 0, z = 0] of normalQuantiles) expectNear(normalQuantileOfTwoTails(p), z, `p ${p}`)
    for (const [p = 0, degrees = 0, t = 0] of studentQuantiles)
      expectNear(studentQuantileOfTwoTails(p, degrees), t, `p ${p}, ${degrees}`)
    expect([normalQuantileOfTwoTails(1), studentQuantileOfTwoTails(1, 5)]).toEqual([0, 0])
    expect([normalQuantileOfTwoTails(0), studentQuantileOfTwoTails(0, 5)]).toEqual([Infinity, Infinity])
  })
})
