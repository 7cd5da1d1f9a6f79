import { describe, expect, it } from "vitest"
import { FidelioError } from "@fidelio/core/errors"
import { defineCommand, flag, optionalWord, word, wordsOf, type Command } from "./command.ts"
import { commands } from "./commands/index.ts"
import { flagsOf, normalizeFlags, parseRequest } from "./parse.ts"

const options = { version: "1.2.3", width: 100, hasColors: false }
const parse = (...words: string[]) => parseRequest(words, commands, options)

function valuesOf(...words: string[]): Readonly<Record<string, unknown>> {
  const request = parse(...words)
  if (request.kind !== "run") throw new TypeError("no command")
  return request.values
}

function errorOf(...words: string[]): FidelioError {
  try {
    parse(...words)
  } catch (error) {
    if (error instanceof FidelioError) return error
    throw error
  }
  throw new TypeError("no error")
}

describe("parseRequest", () => {
  it("takes long flags, short ones of several letters, hyphens, and = before a value", () => {
    const values = valuesOf(
      "train",
      "-c",
      "a.yaml",
      "--dataset=my-data.csv",
      "-mrp",
      "r",
      "--output-directory",
      "o",
      "-rs",
      "7",
    )
    expect(values).toMatchObject({
      config: "a.yaml",
      dataset: "my-data.csv",
      model_resume_path: "r",
      output_directory: "o",
      random_seed: 7,
      skip_save_model: false,
    })
  })

  it("takes commands with hyphens and flags given several times", () => {
    expect(valuesOf("init-config", "-d", "x.csv", "-t", "a", "--target", "b")).toMatchObject({ target: ["a", "b"] })
    expect(valuesOf("init-config", "-d", "x.csv", "-t", "c")).toMatchObject({ target: ["c"] })
  })

  it("takes flags with several values, and numbers with parts", () => {
    const values = valuesOf("serve", "-ao", "http://a", "http://b", "-t", "30.0", "--allowed_origins", "c", "-m", "x")
    expect(values).toMatchObject({
      allowed_origins: ["http://a", "http://b", "c"],
      prediction_timeout: 30,
      model_path: "x",
    })
  })

  it.each([
    [["serve", "-t", "soon"], /takes a number/, undefined],
    [["trian"], /no command "trian"/, /train/],
    [["train", "--datset", "x"], /unknown flag "--datset"/, /--dataset/],
    [["train", "--random_seed", "-1"], /takes a whole number/, undefined],
    [["train", "--random_seed"], /"--random_seed" needs a value/, /--help/],
    [["predict", "--output_format", "xls"], /one of: csv, parquet/, undefined],
    [["train", "data.csv"], /too many arguments/, /--help/],
  ])("says what is wrong with %j", (words, message, hint) => {
    const error = errorOf(...words)
    expect(error.code).toBe("usage/flag")
    expect(error.message).toMatch(message)
    if (hint) expect(error.hint).toMatch(hint)
  })

  it.each(["--help", "help", undefined])("lists the commands for %s", (word) => {
    const request = word === undefined ? parse() : parse(word)
    expect(request).toMatchObject({ kind: "text", text: expect.stringContaining("Commands:") as string })
  })
})

describe("flags", () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    "of %s have short forms of their own",
    (_, command) => {
      const shorts = Object.values(flagsOf(command)).flatMap(({ short }) => short ?? [])
      expect(new Set([...shorts, "h"]).size).toBe(shorts.length + 1)
    },
  )

  it("leaves what follows -- alone", () => {
    expect(normalizeFlags(["-c", "x", "--", "-c", "--a-b"], flagsOf(commands[0]!))).toEqual([
      "--config",
      "x",
      "--",
      "-c",
      "--a-b",
    ])
  })

  it.each(["overview", ...commands.map(({ name }) => name)])("are described in the help of %s", async (name) => {
    const request = name === "overview" ? parse("--help") : parse(...name.split(" "), "--help")
    if (request.kind !== "text") throw new TypeError("no help")
    await expect(request.text).toMatchFileSnapshot(`../../../test/golden/help/${name.replaceAll(" ", "_")}.txt`)
  })
})

describe("commands in a group", () => {
  const run = () => Promise.resolve()
  const group = [
    defineCommand({ name: "shop", summary: "Opens it", examples: [], flags: {}, run }),
    defineCommand({
      name: "shop send",
      summary: "Sends something",
      examples: ["fidelio shop send ann a b"],
      words: { to: word("Who gets it"), things: wordsOf("What is sent") },
      flags: { fast: flag({ summary: "At once" }) },
      run,
    }),
    defineCommand({
      name: "shop ask",
      summary: "Asks",
      examples: [],
      words: { what: optionalWord("What") },
      flags: {},
      run,
    }),
  ] as readonly unknown[] as readonly Command[]
  const parseGroup = (...words: string[]) => parseRequest(words, group, options)
  const textOf = (...words: string[]): string => {
    const request = parseGroup(...words)
    return request.kind === "text" ? request.text : ""
  }

  it("takes the words behind the name", () => {
    expect(parseGroup("shop", "send", "ann", "a", "--fast", "b")).toMatchObject({
      kind: "run",
      values: { to: "ann", things: ["a", "b"], fast: true },
    })
    expect(parseGroup("shop", "ask")).toMatchObject({ values: { what: undefined } })
  })

  it("lists the group in the help of its first command, and not in the overview", () => {
    expect(textOf("shop", "--help")).toMatch(/Commands:\n +shop send +Sends something/)
    expect(textOf("--help")).not.toContain("shop send")
    expect(textOf("help", "shop", "send")).toContain("fidelio shop send <to> <things...> [options]")
  })

  it("says what is wrong", () => {
    expect(() => parseGroup("shop", "sned", "ann")).toThrow('There is no command "shop sned".')
    expect(() => parseGroup("shop", "send", "ann")).toThrow(/missing required argument "things"/)
    expect(() => parseGroup("shop", "ask", "a", "b")).toThrow(/too many arguments/)
  })
})
