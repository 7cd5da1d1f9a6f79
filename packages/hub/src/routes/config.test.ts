import { afterAll, describe, expect, it } from "vitest"
import { startTestHub } from "../../../../test/support/hub.ts"

const hub = await startTestHub()
afterAll(() => hub.close())
const client = hub.client("viewer")

await hub.client("editor").uploadRevision({
  params: { dataset: "houses" },
  body: Uint8Array.from(Buffer.from(`rooms,price,Größe (m²)\n${"3,200,80\n5,400,120\n".repeat(20)}`)),
})

const check = (config: string, dataset?: string) =>
  client.checkConfig({ body: dataset === undefined ? { config } : { config, dataset } })

const good = `input_features:
  - {name: rooms, type: number}
output_features:
  - {name: price, type: number}
`

describe("configs are checked", () => {
  it("and rendered where they hold", async () => {
    const { problems, rendered_config: rendered } = await check(good, "houses@1")
    expect(problems).toEqual([])
    expect(rendered).toContain("model_type: ecd")
    expect(await check(rendered!)).toEqual({ problems: [], rendered_config: rendered })
  })

  it("with the line of every problem", async () => {
    const wrong = `${good}trainer:\n  epochs: none\n  learning_rat: 1\n`
    const { problems, rendered_config: rendered } = await check(wrong)
    expect(rendered).toBeNull()
    expect(problems).toMatchObject([
      { code: "config/value", at: "trainer.epochs", line: 6, column: 11 },
      { code: "config/unknown-key", at: "trainer.learning_rat", line: 7, column: 3 },
    ])
    expect(problems[1]!.hint).toContain("learning_rate")
    expect(await check("a: [")).toMatchObject({ problems: [{ code: "config/syntax", line: 1 }] })
  })

  it("against the columns of a dataset", async () => {
    const config = good.replace("rooms", "romms").replace("price, ", "cost, column: prize, ")
    const { problems } = await check(`${config}preprocessing: {split: {type: fixed, column: part}}\n`, "houses")
    expect(problems).toMatchObject([
      { code: "data/missing-column", line: 2, hint: 'Did you mean "rooms"?' },
      { code: "data/missing-column", line: 4, hint: 'Did you mean "price"?' },
      { code: "data/missing-column", at: "preprocessing.split.column", line: 5, column: 46 },
    ])
    expect(await check(good.replace("rooms", '"Größe (m²)"'), "houses@1")).toMatchObject({ problems: [] })
    await expect(check(good, "houses@2")).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(check(good, "nothing")).rejects.toMatchObject({ code: "hub/not-found" })
  })

  it("quickly and without harm, also where they are made to do harm", async () => {
    const size = 300_000
    const level = (i: number): string =>
      `${"abcdefghij"[i]}: &l${i} [${Array(9)
        .fill(`*l${i - 1}`)
        .join(", ")}]`
    const bombs = {
      aliases: ["z: &l0 [x, x]", ...Array.from({ length: 9 }, (_, i) => level(i + 1))].join("\n"),
      "as many aliases as fit": `a: &a 1\nb: [${"*a,".repeat(size / 3)}]`,
      merges: Array.from({ length: 20_000 }, (_, i) => `b${i}: &b${i} {<<: *b${i - 1}}`).join("\n"),
      keys: Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"),
      lists: "[".repeat(size),
      maps: "{a: ".repeat(size / 4),
      quotes: '"'.repeat(size),
      tags: "a: !!js/function 'return process'",
      documents: "---\n".repeat(size / 4),
      prototypes: `${good}__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\ntrainer: {__proto__: {polluted: 1}}`,
    }
    for (const [name, bomb] of Object.entries(bombs)) {
      const { problems, rendered_config: rendered } = await check(bomb)
      expect(problems, name).not.toEqual([])
      expect(rendered, name).toBeNull()
      expect(problems.length, name).toBeLessThanOrEqual(1000)
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    await expect(check("x".repeat(1_000_001))).rejects.toMatchObject({ code: "hub/request" })
  }, 120_000)
})

describe("the schema of configs", () => {
  it("is that of editors", async () => {
    expect(await client.getConfigSchema()).toMatchObject({ title: "Fidelio config", type: "object" })
  })
})

describe("files that a version will name", () => {
  it("are kept under their SHA-256", async () => {
    const content = Uint8Array.from(Buffer.from("a model"))
    const blob = await hub.client("editor").uploadBlob({ body: content })
    expect(blob).toEqual({ sha256: "97ff8a35544dcf40ad84047074439dd6aa3a0be469ea578a1b1c017d939ec61c", bytes: 7 })
    expect(await hub.client("editor").uploadBlob({ body: content })).toEqual(blob)
    await expect(client.uploadBlob({ body: content })).rejects.toMatchObject({ code: "hub/forbidden" })
  })
})
