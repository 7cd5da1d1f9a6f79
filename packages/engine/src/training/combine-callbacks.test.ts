import { describe, expect, it } from "vitest"
import type { EvaluationDone, TrainingCallbacks } from "./callbacks.ts"
import { combineCallbacks } from "./combine-callbacks.ts"

const evaluation = {} as EvaluationDone // passed on as it is

describe("combined callbacks", () => {
  it("are all called, in their order", () => {
    const seen: string[] = []
    const listener = (name: string): TrainingCallbacks => ({
      onEpochStart: ({ epoch }) => void seen.push(`${name}${epoch}`),
    })
    combineCallbacks([listener("a"), {}, listener("b")]).onEpochStart?.({ epoch: 3 })
    expect(seen).toEqual(["a3", "b3"])
  })

  it("stop the run where one of them asks for it, and tell the others all the same", () => {
    let told = 0
    const stopping: TrainingCallbacks = { onEvaluationEnd: () => "stop" }
    const counting: TrainingCallbacks = { onEvaluationEnd: () => void told++ }
    expect(combineCallbacks([stopping, counting]).onEvaluationEnd?.(evaluation)).toBe("stop")
    expect(combineCallbacks([counting, counting]).onEvaluationEnd?.(evaluation)).toBeUndefined()
    expect(told).toBe(3)
  })

  it("pass errors on", () => {
    const mistake = new Error("a mistake in a callback")
    const failing: TrainingCallbacks = {
      onNotice: () => {
        throw mistake
      },
    }
    expect(() => combineCallbacks([failing]).onNotice?.({ message: "" })).toThrow(mistake)
  })

  it("keep their own `this`", () => {
    const listener = {
      epochs: 0,
      onEpochEnd() {
        this.epochs++
      },
    }
    combineCallbacks([listener]).onEpochEnd?.({ epoch: 1 })
    expect(listener.epochs).toBe(1)
  })
})
