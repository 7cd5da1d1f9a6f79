// Models of LightGBM, XGBoost and scikit-learn: what is predicted is what those programs predict.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { parseConfigObject, readImportedModel } from "@fidelio/core"
import { predictedRows } from "../../../../test/support/learner-runs.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { loadModel, saveModel } from "../artifact/save-model.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { evaluateTable } from "../evaluation/evaluate-table.ts"
import { explainModel } from "../explain/explain-model.ts"
import { hostModel } from "../serving/host-model.ts"
import { recordsOf } from "../serving/records.ts"
import { rowsOf as rowsOfRecords } from "../serving/rows.ts"
import { importModel } from "./import-model.ts"

const folder = fileURLToPath(new URL("../../../../test/fixtures/trees/", import.meta.url))
const sourceOf = (file: string): string => join(folder, file)
const json = (file: string): unknown => JSON.parse(readFileSync(sourceOf(file), "utf8"))

type Row = Readonly<Record<string, number | string | null>>
type Columns = readonly (readonly (number | null)[])[]

const rowsOf = (names: readonly string[], columns: Columns, levels: readonly (readonly string[] | undefined)[] = []) =>
  columns[0]!.map((_, row): Row =>
    Object.fromEntries(
      names.map((name, i) => {
        const value = columns[i]![row]!
        return [name, value === null ? null : (levels[i]?.[value] ?? value)]
      }),
    ),
  )

const nameOf = (model: TrainedModel): string => model.spec.outputs[0]!.feature.name

/** Numbers, or the probabilities of the classes. */
async function predictionsOf(model: TrainedModel, rows: readonly Row[]): Promise<readonly (readonly number[])[]> {
  const name = nameOf(model)
  return (await predictedRows(model, rows)).map((row) => {
    const probabilities = row[`${name}_probabilities`] as readonly number[] | undefined // of classes
    return probabilities ?? [row[`${name}_predictions`] as number] // else of numbers
  })
}

function expectClose(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(found).toHaveLength(expected.length)
  const differences = found.flatMap((row, i) => row.map((value, k) => Math.abs(value - expected[i]![k]!) / Math.max(1, Math.abs(expected[i]![k]!)))) // prettier-ignore
  expect(Math.max(...differences)).toBeLessThan(1e-5)
}

async function saved(model: TrainedModel): Promise<TrainedModel> {
  await using place = temporaryFolder()
  await saveModel(join(place.path, "model"), model)
  return await loadModel(join(place.path, "model"))
}

// ── LightGBM and XGBoost ────────────────────────────────────────────────────────────────────────

interface ScoredCase {
  readonly name: string
  readonly file: string
  readonly columns: Columns
  readonly scores: readonly (readonly number[])[]
  readonly levels?: unknown
}

const links: Readonly<Record<string, (scores: readonly number[]) => readonly number[]>> = {
  number: (scores) => scores,
  count: ([score]) => [Math.exp(score!)],
  truth: ([score]) => [1 / (1 + Math.exp(score!)), 1 / (1 + Math.exp(-score!))],
  class(scores) {
    const powers = scores.map(Math.exp)
    const sum = powers.reduce((total, power) => total + power, 0)
    return powers.map((power) => power / sum)
  },
}

function linkOf({ scores, name }: ScoredCase): (scores: readonly number[]) => readonly number[] {
  if (scores[0]!.length > 1) return links["class"]!
  if (/count/.test(name)) return links["count"]!
  return links[/truth|dart/.test(name) ? "truth" : "number"]!
}

describe.each(json("reference.json") as readonly ScoredCase[])("$name", (example) => {
  it("predicts the same, in a folder of its own", async () => {
    const bytes = readFileSync(sourceOf(example.file))
    const { columns } = readImportedModel(bytes, { textOf: (part) => new TextDecoder().decode(part) })
    const rows = rowsOf(columns.map(({ name }) => name), example.columns, columns.map(({ levels }) => levels)) // prettier-ignore
    const source = sourceOf(example.file)
    const { model } = await importModel({ source, ...(example.levels !== undefined && { dataset: rows }) })
    expectClose(await predictionsOf(await saved(model), rows), example.scores.map(linkOf(example)))
  })
})

// ── scikit-learn ────────────────────────────────────────────────────────────────────────────────

interface ProbableCase {
  readonly name: string
  readonly predictions: readonly (readonly number[])[]
  readonly classes?: readonly string[]
  readonly dependence?: { readonly grid: readonly number[]; readonly means: readonly (readonly number[])[] }
}

const sklearn = json("sklearn.json") as {
  readonly columns: Columns
  readonly cases: readonly ProbableCase[]
  readonly edges: Columns
  readonly runtime: Readonly<Record<string, readonly (readonly number[])[]>>
}
const names = ["f0", "f1", "f2"]
const rows = rowsOf(names, sklearn.columns)

describe.each(sklearn.cases)("sklearn-$name", ({ name, predictions, classes, dependence }) => {
  const source = sourceOf(`sklearn-${name}.onnx`)
  const own = name === "extra-number" ? rowsOf(["a", "b", "c"], sklearn.columns) : rows

  it("predicts the same, in a folder of its own", async () => {
    const { model } = await importModel({ source })
    expectClose(await predictionsOf(await saved(model), own), predictions)
    expect(model.config.model_type).toBe(/^(?:line|scaled)/.test(name) ? "linear" : "gbm")
    const feature = model.spec.outputs[0]!.feature
    const { bool2str, idx2str } = feature.metadata
    expect(bool2str ?? idx2str).toEqual(classes)
  })

  if (dependence === undefined) return
  it("has the same partial dependence", async () => {
    const { model } = await importModel({ source })
    const labelled = own.map((row, i) => ({ ...row, prediction: classes?.[i % 3] ?? i }))
    const explained = await explainModel(model, { dataset: labelled, repeats: 1, dependence: { columns: ["f0"], points: 1000 } }) // prettier-ignore
    for (const [place, { points }] of explained.dependence!.dependences.entries()) {
      expect(points.map(({ values }) => values[0])).toEqual(dependence.grid.map((value) => Number(value.toFixed(2))))
      expectClose([points.map(({ prediction }) => prediction)], [dependence.means[place]!])
    }
  })
})

it.each(Object.entries(sklearn.runtime))(
  "%s predicts what ONNX Runtime does, at edges and gaps",
  async (name, expected) => {
    const { model } = await importModel({ source: sourceOf(`${name}.onnx`) })
    expectClose(await predictionsOf(await saved(model), rowsOf(names, sklearn.edges)), expected)
  },
)

it.each(["lightgbm-class.txt", "sklearn-forest-class.onnx"])("%s is served", async (file) => {
  await using place = temporaryFolder()
  const { model } = await importModel({ source: sourceOf(file) })
  await saveModel(place.path, model)
  await using hosted = await hostModel({ modelPath: place.path, name: "imported", workers: 1 })
  const { signature } = hosted
  const asked = file.startsWith("sklearn") ? rows : [{ age: 0.5, weight: null, color: "rot", grade: 1, constant: 1 }, { age: null, weight: 1, color: "grau", grade: -1, constant: 1 }] // prettier-ignore
  const results = await hosted.predict(rowsOfRecords(signature, asked))
  const found = recordsOf(signature, results).map((record) => record["prediction_probabilities"] as readonly number[])
  expectClose(found, await predictionsOf(model, asked))
})

// ── columns ─────────────────────────────────────────────────────────────────────────────────────

describe("columns", () => {
  const number = sourceOf("sklearn-line-number.onnx")
  const inputsOf = ({ features }: TrainedModel) => features.filter(({ role }) => role === "input").map(({ name }) => name) // prettier-ignore

  it("are called as in the rows, which say their ranges and classes", async () => {
    const dataset = rows.map((row, i) => ({ age: row["f0"]!, height: row["f1"]!, size: `s${i % 3}`, weight: row["f2"]! })) // prettier-ignore
    const { model } = await importModel({ source: sourceOf("xgboost-class.json") })
    expect(inputsOf(model)).toEqual(["age", "weight", "color", "grade", "constant"])
    const named = await importModel({ source: number, dataset, target: "size" })
    expect([inputsOf(named.model), nameOf(named.model)]).toEqual([["age", "height", "weight"], "size"])
    const age = named.model.signature.inputs[0]!
    expect(age.range).toEqual({ min: Math.min(...sklearn.columns[0]!.map(Number)), max: Math.max(...sklearn.columns[0]!.map(Number)) }) // prettier-ignore
    const classes = ["age", "weight", "color", "grade", "constant"].map((name, i) => [name, i === 2 ? "rot" : 1])
    const labelled = ["x", "y", "z"].map((kind) => ({ ...Object.fromEntries(classes), kind }) as Row)
    const labels = await importModel({ source: sourceOf("lightgbm-class.txt"), dataset: labelled })
    expect(nameOf(labels.model)).toBe("kind")
    expect(labels.model.spec.outputs[0]!.feature.metadata["idx2str"]).toEqual(["x", "y", "z"])
    const { statistics } = await evaluateTable(labels.model, labelled)
    expect(statistics["kind"]!["accuracy"]).toBeCloseTo(1 / 3)
  })

  it("are called as in a config", async () => {
    const inputs = ["age", "height", "weight"].map((name) => ({ name, type: "number" }))
    const config = (model_type: string, input_features: object[], type = "number") =>
      parseConfigObject({ model_type, input_features, output_features: [{ name: "price", type }] }).config
    const { model } = await importModel({ source: number, config: config("linear", inputs) })
    expect([inputsOf(model), nameOf(model)]).toEqual([["age", "height", "weight"], "price"])
    const wrong = (given: ReturnType<typeof config>) => importModel({ source: number, config: given })
    await expect(wrong(config("gbm", inputs))).rejects.toThrow("of the type linear, not gbm")
    await expect(wrong(config("linear", inputs.slice(1)))).rejects.toThrow("3 columns, not 2")
    await expect(wrong(config("linear", inputs, "category"))).rejects.toThrow("predicts a number, not a category")
    const mixed = [...inputs.slice(1), { name: "color", type: "category" }]
    await expect(wrong(config("linear", mixed))).rejects.toThrow('column "color" is a number, not a category')
  })

  it("must be there", async () => {
    const short = rows.map(({ f0, f1 }) => ({ a: f0!, b: f1! }))
    await expect(importModel({ source: number, dataset: short })).rejects.toThrow("3 columns without names")
    await expect(importModel({ source: number, dataset: rows, target: "price" })).rejects.toThrow('no column "price"')
    const { notices } = await importModel({ source: sourceOf("xgboost-ids.json") })
    expect(notices.join()).toContain("does not say how many levels f1 has")
    await expect(importModel({ source: sourceOf("nothing.onnx") })).rejects.toMatchObject({
      code: "artifact/not-found",
    })
  })
})
