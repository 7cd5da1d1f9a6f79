import { afterAll, describe, expect, it } from "vitest"
import { readConfig } from "../versions/check-config.ts"
import { createConfigReader } from "./config-reader.ts"

const configs = createConfigReader()
afterAll(() => configs[Symbol.asyncDispose]())

const columns = Array.from({ length: 5000 }, (_, i) => `column_${i}`)
const input = (name: string): string => `  - name: ${name}\n    type: number\n`
const configOf = (inputs: readonly string[]): string =>
  `input_features:\n${inputs.map(input).join("")}output_features:\n  - name: column_4999\n    type: binary\n`
const wide = configOf(columns.slice(0, -1))
const repeated = (line: string): string => line.repeat(1_000_000 / line.length)

describe("a config of 5,000 columns", () => {
  it("is read in a thread as it is here", async () => {
    expect(await configs.do("read", wide)).toEqual(readConfig(wide))
  })

  it("is checked against its columns, and its differences are found", async () => {
    const revision = { ref: "wide@1", columns }
    expect((await configs.do("problems", wide, revision)).problems).toEqual([])
    const fewer = { ref: "wide@2", columns: columns.slice(0, -1) }
    expect((await configs.do("problems", wide, fewer)).problems).toMatchObject([
      { code: "data/missing-column", at: "output_features[0]", line: 10001 },
    ])
    const { rendered } = readConfig(wide)
    const other = wide.replace("type: number", "type: category")
    const rendered_config = JSON.parse(readConfig(other).rendered) as never
    const changes = await configs.do(
      "diff",
      { config: wide, rendered_config: JSON.parse(rendered) as never },
      { config: other, rendered_config },
    )
    expect(changes).toContainEqual(expect.objectContaining({ path: "input_features.column_0.type" }))
  })

  it("is refused with its problems, each with its place", async () => {
    const wrong = wide.replace("type: binary", "type: bynary")
    await expect(configs.do("read", wrong)).rejects.toMatchObject({
      code: "config/invalid",
      problems: [{ code: "config/value", at: expect.stringContaining("config:10002:") as string }],
    })
  })

  it("may name columns that the data do not have, all of them", async () => {
    const foreign = columns.slice(0, -1).map((name) => `${name}_x`)
    const { problems } = await configs.do("problems", configOf(foreign), { ref: "wide@1", columns })
    expect(problems).toHaveLength(1000)
    expect(problems[0]!.hint).toMatch(/Did you mean "column_/)
  })
})

it("gives a config so much time and no more, then reads others again", async () => {
  await using hasty = createConfigReader({ timeoutMs: 500 })
  const hostile = [repeated("k: 1\n"), `a: [${repeated("1,")}1]`, `input_features:\n${repeated("- {x: 1}\n")}`]
  for (const text of hostile) {
    const refused = await hasty.do("problems", text).then(
      ({ problems }) => problems.length > 0,
      (error: unknown) => (error as { code?: string }).code === "config/invalid",
    )
    expect(refused).toBe(true)
  }
  await using strict = createConfigReader({ timeoutMs: 1, smallLength: 10_000 })
  await expect(strict.do("read", wide)).rejects.toMatchObject({
    code: "config/invalid",
    message: expect.stringContaining("too much time") as string,
  })
  const small = "input_features: [{name: a, type: number}]\noutput_features: [{name: b, type: number}]\n"
  expect((await strict.do("read", small)).config.model_type).toBe("ecd")
})

it("keeps a few waiting, and refuses more", async () => {
  const text = `${"# \n".repeat(5000)}a: 1\n`
  const many = await Promise.allSettled(Array.from({ length: 24 }, () => configs.do("problems", text)))
  const refused = many.filter((end) => end.status === "rejected")
  expect(refused).toHaveLength(4)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "hub/busy" })
})
