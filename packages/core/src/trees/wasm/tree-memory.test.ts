import { describe, expect, it } from "vitest"
import { FidelioError } from "../../errors.ts"
import { TreeMemory } from "./tree-memory.ts"

describe("the memory of trees", () => {
  it("is zero and beside what was handed out before", () => {
    const memory = new TreeMemory()
    const [first, second] = [memory.allocate(100_000), memory.allocate(8)]
    memory.bytesAt(first, 100_000).fill(7)
    expect(second).toBeGreaterThanOrEqual(first + 100_000)
    expect([...memory.bytesAt(second, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })

  it("says what to do where more is needed than can be reached", () => {
    const memory = new TreeMemory()
    expect(() => memory.allocate(2 ** 32)).toThrow(FidelioError)
    expect(() => memory.allocate(2 ** 32)).toThrow(
      expect.objectContaining({ code: "training/too-large", hint: expect.stringContaining("external_memory") }),
    )
  })
})
