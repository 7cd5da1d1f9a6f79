import { describe, expect, it } from "vitest"
import { z } from "zod"
import { expectation, orList } from "./expectation.ts"
import { activation, betas, choice, fraction, nullable, positiveInt, positiveIntOrAuto, text } from "./fields.ts"

describe("expectation", () => {
  it.each([
    [positiveInt(1, ""), "a whole number ≥ 1"],
    [positiveInt(null, ""), "a whole number ≥ 1 or null"],
    [fraction(0, ""), "a number from 0 to 1"],
    [nullable(fraction(0, "")), "a number from 0 to 1 or null"],
    [positiveIntOrAuto("auto", ""), "a whole number ≥ 1 or auto"],
    [choice(["a", "b"], null, ""), "a or b, or null"],
    [text("", ""), "text"],
    [betas(), "a list of 2: a number ≥ 0 and < 1, a number ≥ 0 and < 1"],
    [z.array(z.string()), "a list, each item text"],
    [z.boolean(), "true or false"],
  ])("%#", (schema, expected) => {
    expect(expectation(schema)).toBe(expected)
  })

  it("shortens long lists", () => {
    expect(expectation(activation())).toMatch(/^celu, .* or 12 more, or null$/)
    expect(orList(["a"])).toBe("a")
  })
})
