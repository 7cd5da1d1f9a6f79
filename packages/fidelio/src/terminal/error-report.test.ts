import { ConfigError, FidelioError } from "@fidelio/core/errors"
import { describe, expect, it } from "vitest"
import { createScreen } from "../../../../test/support/screen.ts"
import { writeError } from "./error-report.ts"
import { createTerminal } from "./terminal.ts"

function report(error: unknown, verbose = false): string {
  const screen = createScreen(80, false)
  writeError(createTerminal(screen, { colors: false }), error, verbose)
  return screen.lines().join("\n")
}

describe("error report", () => {
  const problems = [
    new FidelioError("config/value", "`type` is nubmer; expected number, category or binary.", {
      at: "c.yaml:3:11",
      hint: "Did you mean `number`?",
      excerpt: "3 |     type: nubmer\n  |           ^^^^^^",
    }),
    new FidelioError("config/unknown-key", "There is no key `leraning_rate` here.", { at: "c.yaml:8:3" }),
  ]

  it("shows every problem of a config with its place", async () => {
    const text = report(new ConfigError("c.yaml has 2 errors.", problems))
    await expect(text).toMatchFileSnapshot("../../../../test/golden/terminal/config-error.txt")
  })

  it("shows where an error was raised only when asked", () => {
    const error = new FidelioError("data/empty", "The data have no rows.", {
      at: "x.csv",
      cause: new TypeError("cause"),
    })
    expect(report(error)).toBe("error data/empty\n  The data have no rows.\n  at x.csv\n")
    expect(report(error, true)).toMatch(/at .*error-report\.test\.ts[\s\S]*TypeError: cause/)
  })

  it("owns up to faults of its own", () => {
    expect(report(new TypeError("x is not a function"))).toMatch(/error internal[\s\S]*fault of Fidelio/)
    expect(report(new TypeError("x is not a function"))).not.toMatch(/\.ts:/)
  })
})
