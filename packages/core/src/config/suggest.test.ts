import { describe, expect, it } from "vitest"
import { editDistance, nearest } from "./suggest.ts"

describe("editDistance", () => {
  it.each([
    ["number", "number", 0],
    ["nubmer", "number", 1],
    ["encodr", "encoder", 1],
    ["", "abc", 3],
    ["Dense", "dense", 0.1],
  ])("from %s to %s is %d", (a, b, expected) => {
    expect(editDistance(a, b)).toBeCloseTo(expected)
    expect(editDistance(b, a)).toBeCloseTo(expected)
  })
})

describe("nearest", () => {
  it.each([
    ["leraning_rate", ["learning_rate", "learning_rate_scaling"], "learning_rate"],
    ["lr", ["learning_rate"], undefined],
    ["batch size", ["batch_size", "max_batch_size"], "batch_size"],
    ["layers", ["num_layers", "output_size"], "num_layers"],
    ["categroy", ["number", "binary", "category"], "category"],
    ["xyz", ["number"], undefined],
  ])("to %s among %j is %s", (written, known, expected) => {
    expect(nearest(written, known)).toBe(expected)
  })
})
