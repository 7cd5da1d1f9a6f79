import { describe, expect, it } from "vitest"
import {
  autoBatchSize,
  autoEarlyStop,
  autoEpochs,
  resolveAveraging,
  resolveBatches,
  type BatchSettings,
} from "./auto.ts"

const auto: BatchSettings = {
  batch_size: "auto",
  effective_batch_size: "auto",
  gradient_accumulation_steps: "auto",
  max_batch_size: 2 ** 40,
}

describe("batches", () => {
  it.each<[Partial<BatchSettings>, batchSize: number, accumulation: number]>([
    [{}, autoBatchSize(5000), 1],
    [{ batch_size: 32 }, 32, 1],
    [{ batch_size: 32, gradient_accumulation_steps: 4 }, 32, 4],
    [{ effective_batch_size: 128 }, 128, 1],
    [{ batch_size: 32, effective_batch_size: 128 }, 32, 4],
    [{ gradient_accumulation_steps: 4, effective_batch_size: 128 }, 32, 4],
    [{ batch_size: 32, gradient_accumulation_steps: 4, effective_batch_size: 128 }, 32, 4],
    [{ effective_batch_size: 128, max_batch_size: 16 }, 16, 8],
    [{ max_batch_size: 16 }, 16, 1],
  ])("%j", (settings, batchSize, accumulation) => {
    expect(resolveBatches({ ...auto, ...settings }, 5000)).toEqual({ batchSize, accumulation })
  })
})

describe("what auto comes to", () => {
  const rows = [1, 10, 300, 5_000, 50_000, 3_000_000]

  it("grows with the rows: the batch, and the epochs the other way", () => {
    const [batches, epochs] = [rows.map(autoBatchSize), rows.map(autoEpochs)]
    expect(batches).toEqual(batches.toSorted((a, b) => a - b))
    expect(epochs).toEqual(epochs.toSorted((a, b) => b - a))
    for (const size of batches) expect(Number.isInteger(Math.log2(size))).toBe(true)
    for (const count of epochs) expect(Number.isInteger(count) && count > 0).toBe(true)
  })

  it("waits for fewer evaluations where each follows many steps", () => {
    expect(autoEarlyStop(1)).toBeGreaterThan(autoEarlyStop(10_000))
    expect(autoEarlyStop(10_000)).toBeGreaterThan(0)
  })

  it("averages over some steps, or as the config says", () => {
    for (const stepsPerEpoch of [1, 20, 5_000]) {
      const kept = resolveAveraging("auto", { stepsPerEpoch })!
      expect(kept).toBeGreaterThan(0.5)
      expect(kept).toBeLessThan(1)
    }
    expect(resolveAveraging(null, { stepsPerEpoch: 20 })).toBeNull()
    expect(resolveAveraging(0.99, { stepsPerEpoch: 20 })).toBe(0.99)
  })
})
