// Exported types: a right row compiles, a wrong column or label does not, and the client of the same file talks to a server.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { FidelioModel, type ConfigInput } from "../../packages/fidelio/src/index.ts"
import { serve } from "../../packages/engine/src/serving/http/serve.ts"
import { temporaryFolder } from "../support/command.ts"
import { modelledTables, type Row } from "../support/exported-model.ts"
import { root } from "../support/sources.ts"

const { rows: readRows, config } = modelledTables.find(({ name }) => name === "mix")!
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const rows = readRows()

/** What a row is in the types, from the table's row. */
const row = {
  x: 0.5,
  "y, or why": null,
  color: "red 🐧",
  shade: 10,
  flag: true,
  answer: "yes",
}

beforeAll(async () => {
  folder.write("package.json", '{"type": "module"}')
  const model = new FidelioModel(config as ConfigInput)
  await model.train({ dataset: rows, skipSaveModel: true, skipSaveProcessedInput: true, outputDirectory: folder.path })
  await model.save(folder.at("model"))
  await model.export({ format: "types", output: folder.at("model.ts") })
})

/** What the compiler says of a program that uses the types. */
function compile(program: string): string {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom"],
    module: "nodenext",
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedDeclarations: true,
    declaration: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  }
  folder.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["program.ts"] }))
  folder.write("program.ts", program)
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder.path, encoding: "utf8" })
  return stdout
}

const imports = 'import { createClient, type Client, type Inputs, type Outputs } from "./model.ts"\n'
const withRow = (change: object): string => JSON.stringify({ ...row, ...change })

describe("types", () => {
  test("take what is right", () => {
    const program = `${imports}
const client: Client = createClient("http://127.0.0.1:8000", { model: "mix", token: "secret" })
export const rows: readonly Inputs[] = [${withRow({})}, ${withRow({ x: null, color: null, shade: "2", flag: null, answer: "no" })}]
export const predict = async (signal: AbortSignal): Promise<number> => {
  const { price_predictions, likes_predictions, size_predictions, size_probabilities_large } = await client.predict(rows[0]!, { signal })
  const liked: "likes it" | "does not" = likes_predictions
  const size: Outputs["size_predictions"] = size_predictions
  switch (size) {
    case "small":
    case "middle":
    case "large":
      return price_predictions + size_probabilities_large + (liked === "likes it" ? 1 : 0)
    default:
      return size satisfies never
  }
}
export const all = async (): Promise<readonly number[]> => (await client.batchPredict(rows)).map((one) => one["likes_probabilities_likes it"])
`
    expect(compile(program)).toBe("")
  })

  test.each<readonly [string, string, RegExp]>([
    ["a label that no row had", `export const wrong: Inputs = ${withRow({ color: "mauve" })}`, /TS2322/],
    ["a number that is no label", `export const wrong: Inputs = ${withRow({ shade: 3 })}`, /TS2322/],
    ["text for a number", `export const wrong: Inputs = ${withRow({ x: "0.5" })}`, /TS2322/],
    ["a text for a truth value", `export const wrong: Inputs = ${withRow({ flag: "maybe" })}`, /TS2322/],
    ["a column that there is not", `export const wrong: Inputs = ${withRow({ colour: "red" })}`, /TS2353/],
    ["a column left out", `export const wrong: Inputs = ${withRow({ x: undefined })}`, /TS2741/],
    [
      "a prediction that there is not",
      "export const wrong = (made: Outputs): number => made.prize_predictions",
      /TS2551/,
    ],
    [
      "a class that is none",
      'export const wrong = (made: Outputs): boolean => made.size_predictions === "huge"',
      /TS2367/,
    ],
    [
      "a row that is not of the model",
      'export const wrong: Promise<Outputs> = createClient("http://a").predict({ x: 1 })',
      /TS2739/,
    ],
  ])("refuse %s", (_, program, error) => {
    const used = "export type { Client, Inputs, Outputs }\nexport { createClient }\n"
    const said = compile(`${imports}${used}${program}\n`)
    expect(said).toMatch(error)
    expect(said.trim().split(/\n(?! )/)).toHaveLength(1)
  })
})

test("the client predicts what the command does, and says what the server minds", async () => {
  interface Model {
    readonly createClient: (server: string) => {
      predict(row: object): Promise<Row>
      batchPredict(rows: readonly object[]): Promise<readonly Row[]>
    }
  }
  const { createClient } = (await import(pathToFileURL(folder.at("model.ts")).href)) as Model // what was written
  await using server = await serve({ models: folder.at("model"), port: 0 })
  const client = createClient(server.url)
  const names = Object.keys(row)
  const records = rows.slice(0, 20).map((one) => Object.fromEntries(names.map((name) => [name, one[name] ?? null])))
  const loaded = await FidelioModel.load(folder.at("model"))
  const expected = (await loaded.predict({ dataset: records })).predictions.rows()
  const answers = await client.batchPredict(records)
  expect(answers).toHaveLength(20)
  expect(Object.keys(answers[0]!)).toEqual(Object.keys(expected[0]!))
  expect(answers.map((answer) => answer["size_predictions"])).toEqual(expected.map((one) => one["size_predictions"]))
  const { price_predictions: price } = await client.predict(records[3]!)
  expect(price).toBeCloseTo(answers[3]!["price_predictions"] as number, 3) // a batch of another size is summed in another order
  const refused = client.predict({ ...records[0], color: 5, colour: "red" })
  await expect(refused).rejects.toMatchObject({
    name: "PredictionError",
    status: 400,
    body: expect.anything() as unknown,
  })
})
