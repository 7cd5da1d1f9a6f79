import { describe, expect, it } from "vitest"
import { createScreen } from "../../../../test/support/screen.ts"
import { playRun } from "../../../../test/support/scripted-run.ts"
import { createTerminal } from "./terminal.ts"
import { displayWidth } from "./text.ts"
import { createTrainingReport } from "./training-report.ts"

const next = () => [{ summary: "Predict for new rows", command: "fidelio predict --model_path results/model" }]

describe("training report", () => {
  it.each([80, 120])("is plain lines of %s columns where the output is no terminal", async (columns) => {
    const screen = createScreen(columns, false)
    playRun(createTrainingReport(createTerminal(screen, { colors: false }), { now: () => 0, next }))
    const text = screen.written.join("")
    for (const control of ["\r", "\u001b"]) expect(text).not.toContain(control)
    expect(screen.lines().filter((line) => displayWidth(line) > columns)).toEqual([])
    await expect(text).toMatchFileSnapshot(`../../../../test/golden/terminal/run-${columns}.txt`)
  })

  it("redraws one line in a terminal, never wider than it, and leaves none behind", () => {
    const screen = createScreen(60, true)
    const live: string[] = []
    let seconds = 0
    const report = createTrainingReport(createTerminal(screen, { colors: true }), { now: () => (seconds += 0.2), next })
    playRun(report, () => live.push(screen.lines().at(-1)!))
    expect(live).toHaveLength(12)
    for (const line of live) expect(displayWidth(line)).toBeLessThan(60)
    expect(live[0]).toMatch(/epoch 1\/6 .*━.* 4\/8 {2}loss 1\.1000/)
    expect(screen.lines().some((line) => line.includes("━"))).toBe(false)
  })

  it("shows no more lines than can be read", () => {
    const screen = createScreen(100, true)
    playRun(createTrainingReport(createTerminal(screen, { colors: false }), { now: () => 0, next }))
    const evaluations = screen.lines().filter((line) => /^ +\d+ {2}/.test(line))
    expect(evaluations.map((line) => line.trim().split(/ +/)[0])).toEqual(["1", "6"]) // the first, and the last at the end
  })
})
