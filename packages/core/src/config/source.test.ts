import { describe, expect, it } from "vitest"
import { ConfigError } from "../errors.ts"
import { parseConfig } from "./parse.ts"
import { readSource } from "./source.ts"

const problemsOf = (text: string) => {
  try {
    parseConfig(text, "c.yaml")
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe("readSource", () => {
  const source = readSource(
    "a:\n  - b: 1\n    c: [x, yy]\nd: &shared\n  e: 5\nf: *shared\ng:\n  <<: *shared\n",
    "f.yaml",
  )

  it.each([
    [["a"], "key", { line: 1, column: 1, length: 1 }],
    [["a", 0, "c", 1], "value", { line: 3, column: 12, length: 2 }],
    [["f", "e"], "value", { line: 5, column: 6, length: 1 }],
    [["g", "e"], "key", { line: 5, column: 3, length: 1 }],
    [["a", 0, "missing"], "key", { line: 2, column: 5, length: 4 }],
  ] as const)("finds %j, its %s", (path, part, expected) => {
    expect(source.locate(path, part)).toEqual(expected)
  })

  it("knows the values", () => {
    expect(source.value).toEqual({ a: [{ b: 1, c: ["x", "yy"] }], d: { e: 5 }, f: { e: 5 }, g: { e: 5 } })
  })

  it("keeps words that older YAML takes for booleans", () => {
    expect(readSource("[y, n, yes, off, 1e-3, ~, true]", "f").value).toEqual([
      "y",
      "n",
      "yes",
      "off",
      0.001,
      null,
      true,
    ])
  })
})

describe("a text that is not a config", () => {
  it.each([
    ["a key twice", "trainer: {}\ntrainer: {}\n", "The key trainer is written twice.", "c.yaml:2:1"],
    ["a tab", "a:\n\tb: 1\n", "A tab is used to indent, which YAML does not allow.", "c.yaml:2:1"],
    ["an open bracket", "a: [1, 2\n", undefined, "c.yaml:2:1"],
    ["two documents", "a: 1\n---\nb: 2\n", "The file holds several documents.", "c.yaml:2:1"],
    ["an unknown alias", "a: *b\n", undefined, "c.yaml:1:4"],
    ["nothing", "# only a comment\n", "The config is empty; expected an object.", "c.yaml"],
    ["a list", "- a\n", "The config is a list of 1; expected an object.", "c.yaml"],
  ])("%s", (_, text, message, at) => {
    const [problem] = problemsOf(text)
    expect(problem?.at).toBe(at)
    if (message !== undefined) expect(problem?.message).toBe(message)
  })

  it("a bomb of aliases", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? "lol" : `*a${level - 1}`
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(", ")}]`
    })
    const [problem] = problemsOf(`${levels.join("\n")}\n`)
    expect(problem).toMatchObject({ code: "config/syntax", hint: "Write the values out instead of using aliases." })
  })

  it("very many aliases, merges and keys, soon", () => {
    const started = process.cpuUsage()
    expect(problemsOf(`a: &a 1\nb: [${"*a,".repeat(300_000)}]`)[0]).toMatchObject({ code: "config/syntax" })
    expect(problemsOf('"'.repeat(20_000))).toHaveLength(100)
    expect(problemsOf(Array.from({ length: 10_000 }, (_, i) => `k${i}: 1`).join("\n"))).toHaveLength(1000)
    expect(process.cpuUsage(started).user).toBeLessThan(30e6) // with any square of these it is minutes
  }, 60_000)

  it("nesting without end", () => {
    expect(problemsOf("[".repeat(50_000))[0]).toMatchObject({ code: "config/syntax" })
  })

  it("many mistakes, all of them", () => {
    expect(problemsOf("a: 1\na: 2\nb: 1\nb: 2\n")).toHaveLength(2)
  })
})
