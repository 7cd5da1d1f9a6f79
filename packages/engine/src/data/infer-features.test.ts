import { afterAll, describe, expect, it } from "vitest"
import { temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import { inferFeatures } from "./infer-features.ts"
import type { TableSource } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function inferred(source: TableSource, target?: string): Promise<Record<string, string>> {
  const { features } = await inferFeatures(engine, source, { target })
  return Object.fromEntries(
    features.map(({ column, type, excluded }) => [column, excluded === undefined ? type : `(${excluded})`]),
  )
}

describe("inferFeatures", () => {
  it("the real penguins", async () => {
    expect(await inferred(vegaFile("penguins.json"), "Species")).toEqual({
      Species: "category",
      Island: "category",
      "Beak Length (mm)": "number",
      "Beak Depth (mm)": "number",
      "Flipper Length (mm)": "number",
      "Body Mass (g)": "number",
      Sex: "category",
    })
  })
  it("the real movies: dates, free text and names are left out", async () => {
    const found = await inferred(vegaFile("movies.json"), "IMDB Rating")
    expect(found).toMatchObject({
      "US Gross": "number",
      "MPAA Rating": "category",
      "Major Genre": "category",
      "Running Time min": "number",
      "IMDB Rating": "number",
    })
    expect(found["Title"]).toMatch(/^\(/)
    expect(found["Release Date"]).toMatch(/^\(dates/)
  })
  it("identifiers, constants, truth values and classes", async () => {
    const size = 60
    const column = (value: (i: number) => unknown) => Array.from({ length: size }, (_, i) => value(i))
    const source = {
      id: column((i) => 1000 + i),
      customerID: column((i) => `C-${i * 7}`),
      one: column(() => "same"),
      nothing: column(() => null),
      flag: column((i) => (i % 3 === 0 ? "yes" : "no")),
      zero_one: column((i) => i % 2),
      two: column((i) => (i % 2 === 0 ? "red" : "blue")),
      price: column((i) => i * 1.37),
      grade: column((i) => i % 5),
      text: column((i) => `this is sentence number ${i} of the table`),
      split: column((i) => i % 3),
      target: column((i) => i % 4),
    }
    expect(await inferred(source, "target")).toEqual({
      id: "(an identifier: a different value in every row)",
      customerID: "(an identifier: a different value in every row)",
      one: "(only one value)",
      nothing: "(no values)",
      flag: "binary",
      zero_one: "binary",
      two: "category",
      price: "number",
      grade: "number",
      text: "(free text)",
      split: "(says the split)",
      target: "category",
    })
    expect((await inferred(source, "grade"))["grade"]).toBe("category")
    expect((await inferred(source, "price"))["price"]).toBe("number")
  })
  it("numbers and truth values in text", async () => {
    const path = folder.file(
      "t.csv",
      `a,b,c\n${Array.from({ length: 30 }, (_, i) => `${i / 7},${i % 2 === 0},x${i % 3}`).join("\n")}\n`,
    )
    expect(await inferred(path)).toEqual({ a: "number", b: "binary", c: "category" })
  })
})
