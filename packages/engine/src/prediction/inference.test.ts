// model.onnx, given raw values, predicts what the product predicts.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import {
  buildInferenceGraph,
  compressWeights,
  decodeMetadata,
  encodeModel,
  parseConfigObject,
  rawReader,
  tensorOf,
  type Tensor,
} from "@fidelio/core"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { encodeInferenceModel } from "../artifact/inference-model.ts"
import { saveModel } from "../artifact/save-model.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { createSession } from "../runtime/session.ts"
import { train } from "../training/run.ts"
import { fidelioVersion } from "../version.ts"
import { predictTable } from "./predict-table.ts"
import { collectPredictions } from "./prediction-table.ts"

const made = syntheticColumns(200, 3)
const withGaps = (name: string): readonly unknown[] => made[name]!.map((value, i) => (i % 11 === 3 ? null : value))
const dataset = {
  ...made,
  x: withGaps("x"),
  color: withGaps("color"),
  flag: withGaps("flag"),
  said: made["likes"]!.map((likes) => (likes === true ? "gladly" : "never")),
  "the answer, in words": made["flag"]!.map((flag) => (flag === true ? "yes" : "no")),
}

const input_features = [
  { name: "x", type: "number", preprocessing: { missing_value_strategy: "fill_with_mean", normalization: "robust" } },
  { name: "y", type: "number", preprocessing: { normalization: "quantile" }, encoder: { type: "ple", num_bins: 4 } },
  { name: "color", type: "category", preprocessing: { min_frequency: 2 } },
  { name: "shade", type: "category", encoder: { type: "onehot" } },
  { name: "flag", type: "binary" },
  { name: "the answer, in words", type: "binary" },
]
const combiner = { type: "concat", num_fc_layers: 1, output_size: 8, norm: "batch" }
const ensemble = { ...combiner, norm: null, batch_ensemble: true, num_ensemble_members: 3 }

const outputs = {
  price: { name: "price", type: "number", clip: [60, 150] },
  likes: { name: "likes", type: "binary", threshold: 0.3 },
  size: { name: "size", type: "category", calibration: true },
  word: { name: "word", column: "said", type: "binary" },
  rank: { name: "rank", column: "size", type: "category", loss: { type: "corn" } },
} as const

/** Rows that hold what training never saw. */
const rows = [
  { x: 0.5, y: -1, color: "red", shade: "blue", flag: true, "the answer, in words": "yes" },
  { x: null, y: 2.25, color: "purple", shade: "green", flag: false, "the answer, in words": "no" },
  { x: -1e6, y: 1e6, color: null, shade: null, flag: null, "the answer, in words": "no" },
  { x: 1.5, y: null, color: "green", shade: "umber", flag: true, "the answer, in words": null },
  { x: 0, y: 0, color: "", shade: "blue", flag: false, "the answer, in words": "yes" },
]

const skips = { skipSaveTrainingDescription: true, skipSaveTrainingStatistics: true, skipSaveProgress: true }

async function trained(settings: Readonly<Record<string, unknown>>): Promise<TrainedModel> {
  const config = parseConfigObject({
    input_features,
    output_features: Object.values(outputs),
    combiner,
    trainer: { epochs: 4, batch_size: 16, learning_rate: 0.02 },
    ...settings,
  })
  return (await train({ config, sources: { dataset }, skipSaveModel: true, skipSaveLog: true, ...skips })).model
}

/** The rows as the graph's inputs. */
function rawInputs(model: TrainedModel): Record<string, Tensor> {
  return Object.fromEntries(
    model.signature.inputs.map((input) => {
      const read = rawReader(input)
      const values = rows.map((row) => read(row[input.column as keyof (typeof rows)[number]]))
      return [input.name, tensorOf(input.dtype, [rows.length], values as readonly number[])] // or texts, by the dtype
    }),
  )
}

async function run(model: TrainedModel, file: Uint8Array): Promise<Readonly<Record<string, Tensor>>> {
  await using session = await createSession(file, { device: "cpu" })
  return await session.run(rawInputs(model))
}

async function runExported(model: TrainedModel): Promise<Readonly<Record<string, Tensor>>> {
  await using folder = temporaryFolder()
  await saveModel(join(folder.path, "model"), model)
  return await run(model, await readFile(join(folder.path, "model", "model.onnx")))
}

const floats = (tensor: Tensor | undefined): readonly number[] => Array.from(tensor?.data as Float32Array) // by its dtype
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number)

describe.each([
  ["a network", {}],
  ["an ensemble", { combiner: ensemble }],
])("the exported graph of %s", (_, settings) => {
  let model: TrainedModel
  let exported: Readonly<Record<string, Tensor>>
  let predicted: Readonly<Record<string, ArrayLike<unknown>>>
  beforeAll(async () => {
    model = await trained(settings)
    exported = await runExported(model)
    predicted = (await collectPredictions(model, predictTable(model, rows))).columns
  })

  it("gives what its signature says", () => {
    const found = Object.entries(exported).map(([name, { dtype, shape }]) => ({ name, dtype, shape: shape.slice(1) }))
    expect(found).toEqual(model.signature.outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })))
  })

  it("predicts numbers in own units", () => {
    const prices = Array.from(exported["price_predictions"]!.data, Number)
    for (const [i, price] of prices.entries()) {
      expect(Math.abs(price / Number(predicted["price_predictions"]![i]) - 1)).toBeLessThan(1e-5)
      expect(price).toBeGreaterThanOrEqual(60)
      expect(price).toBeLessThanOrEqual(150)
    }
  })

  it("predicts truth values by the threshold", () => {
    const chosen = Array.from(exported["likes_predictions"]!.data as Uint8Array, (value) => value === 1) // by its dtype
    expect(chosen).toEqual(Array.from(predicted["likes_predictions"]!))
    const pTrue = Array.from(predicted["likes_probabilities_True"]!, Number)
    expect(chosen).toEqual(pTrue.map((p) => p >= 0.3))
  })

  it.each(["size", "rank", "word"])("predicts the labels of %s", (name) => {
    expect(exported[`${name}_predictions`]!.data).toEqual(predicted[`${name}_predictions`])
  })

  it.each(["likes", "size", "rank", "word"])("has the probabilities of %s", (name) => {
    const probabilities = (predicted[`${name}_probabilities`] as readonly (readonly number[])[]).flat()
    expect(Array.from(exported[`${name}_probabilities`]!.data, Number)).toEqual(close(probabilities))
    const chosen = Array.from(predicted[`${name}_probability`]!, Number)
    expect(Array.from(exported[`${name}_probability`]!.data, Number)).toEqual(close(chosen))
  })
})

describe("the exported file", () => {
  it.each([17, 26])("predicts the same in opset %i", async (opset) => {
    const model = await trained({ combiner: ensemble })
    const graph = buildInferenceGraph(model.spec, model.weights)
    const [usual, other] = [await run(model, encodeModel(graph)), await run(model, encodeModel(graph, { opset }))]
    for (const [name, { data, dtype }] of Object.entries(usual)) {
      if (dtype === "float32") expect(floats(other[name])).toEqual(close(floats(usual[name])))
      else expect(other[name]!.data).toEqual(data)
    }
  })

  it.each(["float16", "int8"] as const)("predicts nearly the same with %s weights", async (weights) => {
    const model = await trained({ combiner: { ...combiner, output_size: 64, num_fc_layers: 2, norm: null } })
    const graph = buildInferenceGraph(model.spec, model.weights)
    const [whole, small] = [encodeModel(graph), encodeModel(compressWeights(graph, weights))]
    const [usual, changed] = [await run(model, whole), await run(model, small)]
    const found = floats(changed["size_probabilities"])
    for (const [i, p] of floats(usual["size_probabilities"]).entries()) expect(found[i]).toBeCloseTo(p, 1)
    expect(small.length).toBeLessThan(whole.length)
  })

  it("says what it takes and gives, what it was trained by, and by which version", async () => {
    const model = { ...(await trained({})), writtenConfig: "input_features: [] # ü\n" }
    const metadata = decodeMetadata(encodeInferenceModel(model))
    expect(JSON.parse(metadata["fidelio.signature"]!)).toEqual(model.signature)
    expect(metadata).toMatchObject({ "fidelio.config": model.writtenConfig, "fidelio.version": fidelioVersion() })
  })

  it("says NaN of a row whose binary has a text that it does not know, and takes no rows at all", async () => {
    const model = await trained({})
    await using session = await createSession(encodeInferenceModel(model), { device: "cpu" })
    const inputs = rawInputs(model)
    const flag = tensorOf("string", [rows.length], ["perhaps", "True", "Y", "0", ""])
    const { likes_probability: p } = await session.run({ ...inputs, flag })
    expect(floats(p).map(Number.isNaN)).toEqual([true, false, false, false, false])
    const none = Object.entries(inputs).map(([name, { dtype }]) => [name, tensorOf(dtype, [0], [])])
    expect((await session.run(Object.fromEntries(none)))["size_probabilities"]?.shape).toEqual([0, 3])
  })

  it("takes columns that are named like operators, outputs or parts of the network", async () => {
    const columns = ["Where", "constant", "y_predictions", "combiner.fc_stack.0.weights", "rows"]
    const values = Array.from({ length: 40 }, (_, i) => (i * 7) % 13)
    const config = parseConfigObject({
      input_features: columns.map((name) => ({ name, type: "number" })),
      output_features: [{ name: "y", type: "number" }],
      combiner,
      trainer: { epochs: 1, batch_size: 8 },
    })
    const dataset = Object.fromEntries([...columns, "y"].map((name, i) => [name, values.map((value) => value * i)]))
    const { model } = await train({ config, sources: { dataset }, skipSaveModel: true, skipSaveLog: true, ...skips })
    await using session = await createSession(encodeInferenceModel(model), { device: "cpu" })
    expect(session.inputNames).toEqual(model.signature.inputs.map(({ name }) => name))
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, tensorOf("float32", [2], [1, 2])]))
    expect((await session.run(feeds))["y_predictions"]?.shape).toEqual([2])
  })
})

describe("predictions", () => {
  it("are the same in batches of any size", async () => {
    const model = await trained({})
    const many = Array.from({ length: 40 }, (_, i) => rows[i % rows.length]!)
    const whole = await collectPredictions(model, predictTable(model, many))
    const parts = await collectPredictions(model, predictTable(model, many, { batchSize: 7 }))
    expect(parts.size).toBe(40)
    for (const [name, values] of Object.entries(whole.columns)) {
      if (values instanceof Float32Array) expect(Array.from(parts.columns[name]!, Number)).toEqual(close([...values]))
      else if (typeof values[0] !== "object") expect(parts.columns[name]).toEqual(values)
    }
  })
})
