// The web export in Chromium: its page and its module give what `fidelio predict` gives, and ask nobody else.
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingChromium, openChromium, openPage } from "../support/chromium.ts"
import { fidelio, temporaryFolder, type Folder } from "../support/command.ts"
import { differences, type Row } from "../support/exported-model.ts"
import { fillForm, shownOutputs, type Cells } from "../support/form.ts"
import { root } from "../support/sources.ts"
import { serveFolder, type StaticServer } from "../support/static-server.ts"

const tolerance = 1e-5

const texts = ['say "hi"', "it's", "</script><b>", "日本 🐧", "a, b & c", "<!--", "back\\slash"] as const
const config = {
  input_features: [
    { name: "length (mm)", type: "number" },
    { name: "weight", type: "number", preprocessing: { missing_value_strategy: "fill_with_mean" } },
    { name: 'said "so"', type: "category" },
    { name: "town", type: "category" },
    { name: "is old", type: "binary" },
    { name: "answer", type: "binary" },
    { name: "needed", type: "number", preprocessing: { missing_value_strategy: "drop_row" } },
  ],
  output_features: [
    { name: "kind", type: "category" },
    { name: "won't", type: "binary" },
    { name: "price", type: "number" },
  ],
  trainer: { epochs: 4, batch_size: 64 },
}

/** Numbers, truth values, texts of every kind, and gaps. */
const rows: readonly Cells[] = Array.from({ length: 300 }, (_, i) => {
  const [x, y] = [Math.sin(i * 7.3), Math.cos(i * 3.1)]
  return {
    "length (mm)": i % 9 === 4 ? null : x * 10,
    weight: i % 14 === 3 ? null : 1000 + y * 700,
    'said "so"': i % 11 === 7 ? null : texts[i % texts.length]!, // one of them
    town: `town ${i % 60}`,
    "is old": i % 13 === 5 ? null : y > 0.2,
    answer: x > 0 ? "Yes" : "No",
    needed: (i % 40) / 8,
    kind: texts[(i + (x > 0 ? 1 : 0)) % texts.length]!, // likewise
    "won't": x + y > 0 ? "it's on" : 'off "for good"',
    price: 100 + x * 20 + y * 5,
  }
})
const inputsOf = (row: Cells): Cells => Object.fromEntries(config.input_features.map(({ name }) => [name, row[name]!])) // of every row

/** Rows that the page is filled with: with gaps in each kind of column. */
const shown = [0, 3, 4, 5, 7, 18].map((place) => ({ row: rows[place]!, place })) // all are there

let folder: Folder
let predicted: readonly Row[]
let browser: Browser | undefined
let server: StaticServer

beforeAll(async () => {
  folder = temporaryFolder()
  const cwd = folder.path
  const run = async (...words: string[]): Promise<void> =>
    expect(await fidelio(words, { cwd })).toMatchObject({ status: 0, stderr: "" })
  folder.write("data.json", JSON.stringify(rows))
  folder.write("config.yaml", JSON.stringify(config))
  const model = "results/experiment_run/model"
  await run("train", "-c", "config.yaml", "-d", "data.json", "--skip_save_processed_input")
  await run("predict", "-m", model, "-d", "data.json", "--output_format", "json")
  await run("export_model", "-m", model, "--format", "web", "--output", "exported")
  predicted = JSON.parse(readFileSync(folder.at("results/predictions.json"), "utf8")) as readonly Row[]
  server = await serveFolder(folder.at("exported"))
  if (missingChromium === undefined) browser = await openChromium()
})

afterAll(async () => {
  await browser?.close()
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The page's outputs for a row, once they are those of `fidelio predict`. */
async function expectShown(page: Page, place: number): Promise<void> {
  const wanted = predicted[place]!
  const differing = async (): Promise<unknown> => {
    const got = await shownOutputs(page)
    const given = Object.fromEntries(Object.entries(got).map(([name, value]) => [name, [value]]))
    const { largest, others } = differences(given, [wanted])
    return largest < tolerance ? { columns: Object.keys(got).length, others } : largest
  }
  const columns = 3 + texts.length + 2 // three predictions, the probabilities of two
  await expect.poll(differing, { timeout: 30_000 }).toEqual({ columns, others: [] })
}

describe.each(["served", "opened as a file"] as const)("%s", (how) => {
  const address = (): string =>
    how === "served" ? server.address : pathToFileURL(folder.at("exported", "index.html")).href

  test("the page predicts what the command predicts, and asks nobody else", async ({ skip }) => {
    if (browser === undefined) return skip(missingChromium)
    const { page, requests, complaints } = await openPage(browser, address())
    for (const { row, place } of shown) {
      await fillForm(page, inputsOf(row))
      await expectShown(page, place)
    }
    const base = new URL(".", address()).href
    expect(requests.filter((url) => !url.startsWith(base) && !url.startsWith("blob:null/"))).toEqual([])
    expect(complaints).toEqual([])
  })
})

interface RowProblem {
  readonly row: number
  readonly column: string
  readonly message: string
}

interface ModuleAnswers {
  readonly few: readonly Row[]
  readonly all: readonly Row[]
  readonly none: readonly Row[]
  readonly error: string
  readonly problems: readonly RowProblem[]
}

const sentence = ({ row, column, message }: RowProblem): string => `row ${row}, ${column}: ${message}`

test("the module predicts all rows at once, and names what it cannot read", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const { page, complaints } = await openPage(browser, server.address)
  const answers = await page.evaluate<ModuleAnswers>(`(async (given) => {
    const { loadModel } = await import("./model.js")
    const model = await loadModel()
    const [few, all, none] = await Promise.all([given.slice(0, 7), given, []].map((part) => model.predict(part)))
    const wrong = [given[0], { ...given[0], weight: "heavy", wieght: 3, town: undefined }]
    const error = await model.predict(wrong).catch((caught) => caught)
    await model.release()
    return { few, all, none, error: String(error), problems: error.problems }
  })(${JSON.stringify(rows.map(inputsOf))})`)
  const columns = Object.fromEntries(
    Object.keys(predicted[0]!).map((name) => [name, answers.all.map((row) => row[name])]),
  )
  const { largest, others } = differences(columns, predicted)
  expect(others).toEqual([])
  expect(largest).toBeLessThan(tolerance)
  expect(answers.few).toEqual(answers.all.slice(0, 7))
  expect(answers.none).toEqual([])
  expect(answers.error).toBe(`RowError: ${answers.problems.map(sentence).join("\n")}`)
  expect(answers.problems).toEqual([
    { row: 1, column: "town", message: "is absent; null stands for a missing value" },
    { row: 1, column: "wieght", message: "the model has no such column" },
    { row: 1, column: "weight", message: '"heavy" is no number' },
  ])
  expect(complaints).toEqual([])
})

test("a wrong column or label does not compile", () => {
  const row = config.input_features
    .map(({ name }) => `${JSON.stringify(name)}: null`)
    .join(", ")
    .replace('"needed": null', "needed: 1")
  folder.write(
    "page.ts",
    `import { loadModel, RowError, signature, type Inputs } from "./exported/model.js"
const row: Inputs = { ${row} }
const model = await loadModel({ model: new URL("https://example.org/model.onnx") })
const [answer] = await model.predict([row, { ...row, answer: "Yes", 'said "so"': "日本 🐧", "is old": true }])
const price: number | undefined = answer?.price_predictions
const text: string | undefined = answer?.["won't_predictions"] === "it's on" ? "on" : answer?.kind_predictions
// @ts-expect-error no such label
void model.predict([{ ...row, answer: "Maybe" }])
// @ts-expect-error no such column
void model.predict([{ ...row, wieght: 3 }])
// @ts-expect-error a value must be given
void model.predict([{ ...row, needed: null }])
// @ts-expect-error no such output
void answer?.cost_predictions
console.log(price, text, RowError, signature.outputs.length)
`,
  )
  const options =
    "--noEmit --strict --module esnext --moduleResolution bundler --target es2023 --ignoreConfig page.ts".split(" ")
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), options, { cwd: folder.path, encoding: "utf8" })
  expect(stdout).toBe("")
})
