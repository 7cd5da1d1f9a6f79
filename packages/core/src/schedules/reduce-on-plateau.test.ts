import { describe, expect, it } from "vitest"
import { initialPlateau, updatePlateau } from "./reduce-on-plateau.ts"

const settings = { reduce_on_plateau: 2, reduce_on_plateau_patience: 2 }

function reductions(metrics: readonly (number | null)[], direction: "minimize" | "maximize" = "minimize"): number[] {
  let state = initialPlateau
  return metrics.map((metric) => (state = updatePlateau(settings, state, metric, direction)).reductions)
}

describe("updatePlateau", () => {
  it("reduces after as many evaluations without improvement as patience says, and not too often", () => {
    expect(reductions([5, 4, 4, 4, 4, 4, 4, 4, 4])).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 2])
  })

  it("waits again after an improvement", () => {
    expect(reductions([5, 5, 4, 4, 3, 3, 3])).toEqual([0, 0, 0, 0, 0, 0, 1])
  })

  it("follows the metric's direction, and takes no number for no improvement", () => {
    expect(reductions([1, 2, 3, 2, 2], "maximize")).toEqual([0, 0, 0, 0, 1])
    expect(reductions([null, NaN, 1, null, null])).toEqual([0, 1, 1, 1, 2])
  })
})
