import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { CancelledError, decodeMetadata, parseConfigObject } from "@fidelio/core"
import { saveBelow, smallRows, trainSmallModel } from "../../../../test/support/served-model.ts"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { readSafetensors } from "../artifact/safetensors.ts"
import { loadModel } from "../artifact/save-model.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { evaluateTable } from "../evaluation/evaluate-table.ts"
import { train } from "../training/run.ts"
import { fidelioVersion } from "../version.ts"
import { exportModel, type ExportOptions } from "./export-model.ts"
import { exportFormats } from "./index.ts"

const dataset = syntheticColumns(300, 3)
let model: TrainedModel
beforeAll(async () => {
  model = await trainSmallModel()
})

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"))

describe("the formats", () => {
  it("are listed by name", () => {
    const names = exportFormats.map(({ type }) => type)
    expect(names).toEqual(names.toSorted())
    expect(new Set(exportFormats.map(({ output }) => output)).size).toBe(names.length)
    const declared = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => readFileSync(join(import.meta.dirname, file), "utf8").includes(" = defineFormat({"))
    expect(declared.map((file) => basename(file, ".ts")).toSorted()).toEqual(names)
  })

  it.each(exportFormats)("$type leaves the files that it says, and can be written again", async ({ type, writes }) => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "made", "here")
    for (let i = 0; i < 2; i++) {
      const { files, format } = await exportModel(model, { format: type, output })
      expect(format).toBe(type)
      for (const { path, bytes } of files) expect(readFileSync(path)).toHaveLength(bytes)
      if (writes === "file") expect(files.map(({ path }) => path)).toEqual([output])
      expect(readdirSync(join(folder.path, "made"))).toEqual(["here"])
    }
  })

  it("safetensors holds the weights and says what they are of", async () => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "weights.safetensors")
    await exportModel(model, { format: "safetensors", output })
    const { tensors, metadata } = await readSafetensors(output)
    expect(tensors).toEqual(model.weights)
    expect(metadata["fidelio.version"]).toBe(fidelioVersion())
    expect(JSON.parse(metadata["fidelio.signature"]!)).toEqual(JSON.parse(JSON.stringify(model.signature)))
  })

  it("onnx says what the model takes and gives", async () => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "small.onnx")
    await exportModel(model, { format: "onnx", output })
    const metadata = decodeMetadata(readFileSync(output))
    expect(metadata["fidelio.config"]).toBe(model.writtenConfig)
    expect(JSON.parse(metadata["fidelio.signature"]!)).toEqual(JSON.parse(JSON.stringify(model.signature)))
  })

  it("mlflow has the signature as tensors", async () => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "small")
    await exportModel(model, { format: "mlflow", output })
    const description = readFileSync(join(output, "MLmodel"), "utf8")
    const inputs = JSON.parse(JSON.parse(/^ {2}inputs: (".*")$/m.exec(description)![1]!) as string) as unknown
    expect(inputs).toContainEqual({ name: "color", type: "tensor", "tensor-spec": { dtype: "object", shape: [-1] } })
    expect(readJson(join(output, "input_example.json"))).toMatchObject({ columns: ["x", "y", "color", "flag"] })
  })
})

describe("what cannot be", () => {
  const wrong: readonly [string, Partial<ExportOptions> & { readonly format: never }, object][] = [
    ["an unknown format", { format: "onxn" as never }, { code: "usage/flag", hint: /Did you mean "onnx"\?/ }],
    ["an opset too old", { format: "onnx" as never, opset: 5 }, { code: "usage/flag", hint: /^Opsets 17 to / }],
    ["half an opset", { format: "onnx" as never, opset: 17.5 }, { code: "usage/flag" }],
    ["an opset of weights", { format: "safetensors" as never, opset: 18 }, { code: "usage/flag", at: "opset" }],
    ["small weights of types", { format: "types" as never, weights: "int8" }, { code: "usage/flag", at: "weights" }],
  ]
  it.each(wrong)("%s", async (_, options, error) => {
    await using folder = temporaryFolder()
    const { hint, ...rest } = error as { readonly hint?: RegExp }
    await expect(exportModel(model, { output: join(folder.path, "out"), ...options })).rejects.toMatchObject({
      ...rest,
      ...(hint === undefined ? {} : { hint: expect.stringMatching(hint) as string }),
    })
    expect(readdirSync(folder.path)).toEqual([])
  })

  it("a folder with other things in it", async () => {
    await using folder = temporaryFolder()
    const write = async (name: string, format: ExportOptions["format"] = "mlflow"): Promise<unknown> =>
      await exportModel(model, { format, output: join(folder.path, name) })
    const refused = (what: RegExp): object => ({
      code: "output/not-writable",
      message: expect.stringMatching(what) as string,
    })
    mkdirSync(join(folder.path, "empty"))
    await write("empty")
    writeFileSync(join(folder.path, "empty", "notes.txt"), "mine")
    await expect(write("empty")).rejects.toMatchObject(refused(/holds "notes.txt", which would be lost/))
    expect(readdirSync(join(folder.path, "empty"))).toContain("notes.txt")

    mkdirSync(join(folder.path, "mine"))
    writeFileSync(join(folder.path, "mine", "fidelio-export.json"), "not JSON")
    await expect(write("mine")).rejects.toMatchObject(refused(/is no export/))
    writeFileSync(join(folder.path, "mine", "fidelio-export.json"), '{"format": "web", "files": []}')
    await expect(write("mine")).rejects.toMatchObject(refused(/holds an export as web/))

    writeFileSync(join(folder.path, "file"), "")
    await expect(write("file")).rejects.toMatchObject(refused(/it is a file, but this format is a folder/))
    await expect(write("mine", "onnx")).rejects.toMatchObject(refused(/it is a folder, but this format is one file/))
    await expect(write(join("file", "below"), "onnx")).rejects.toMatchObject({ code: "output/not-writable" })
  })

  it("what was cancelled", async () => {
    await using folder = temporaryFolder()
    const options = { format: "onnx", output: join(folder.path, "small.onnx") } as const
    const reason = new CancelledError("enough")
    await expect(exportModel(model, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(readdirSync(folder.path)).toEqual([])
  })

  it("a file within a trained model, which would not be one any more", async () => {
    await using folder = temporaryFolder()
    const path = await saveBelow(folder.path, model)
    const writing = exportModel(model, { format: "onnx", output: join(path, "model.onnx") })
    await expect(writing).rejects.toMatchObject({ code: "output/not-writable" })
    await loadModel(path)
  })
})

describe("smaller weights", () => {
  let wide: TrainedModel
  beforeAll(async () => {
    const config = parseConfigObject({
      input_features: [
        { name: "x", type: "number", preprocessing: { normalization: "quantile" } },
        { name: "y", type: "number" },
        { name: "color", type: "category" },
        { name: "flag", type: "binary" },
      ],
      output_features: [
        { name: "price", type: "number" },
        { name: "likes", type: "binary", threshold: 0.4 },
        { name: "size", type: "category", calibration: true },
      ],
      combiner: { type: "concat", num_fc_layers: 2, output_size: 64 },
      trainer: { epochs: 5, batch_size: 32 },
    })
    const skips = { skipSaveTrainingDescription: true, skipSaveTrainingStatistics: true, skipSaveProgress: true }
    const sources = { dataset }
    wide = (await train({ config, sources, skipSaveModel: true, skipSaveLog: true, ...skips })).model
  })

  it.each(["float16", "int8"] as const)("%s: smaller, and measured on labelled rows", async (weights) => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "small.onnx")
    const { change } = await exportModel(wide, { format: "onnx", output, weights, dataset })
    expect(change).toMatchObject({ weights, measured: { rows: 300 } })
    expect(change!.bytes.after).toBe(readFileSync(output).byteLength)
    expect(change!.bytes.after).toBeLessThan(change!.bytes.before)

    const { statistics } = await evaluateTable(wide, dataset)
    for (const [feature, metrics] of Object.entries(change!.measured!.metrics)) {
      for (const [metric, { before, after }] of Object.entries(metrics)) {
        expect(before, `${feature} ${metric}`).toBeCloseTo(statistics[feature]![metric] as number, 4)
        expect(after, `${feature} ${metric}`).toBeCloseTo(before!, 0)
      }
    }
    expect(Object.keys(change!.measured!.metrics)).toEqual(["price", "likes", "size"])
  })

  it("are not measured without rows", async () => {
    await using folder = temporaryFolder()
    const output = join(folder.path, "small.onnx")
    const { change } = await exportModel(wide, { format: "onnx", output, weights: "int8" })
    expect(change).toEqual({ weights: "int8", bytes: expect.anything() as unknown })
  })

  it("leave nothing where the rows have no targets", async () => {
    await using folder = temporaryFolder()
    const options = { format: "onnx", output: join(folder.path, "small.onnx"), weights: "int8" } as const
    const unlabelled = exportModel(wide, { ...options, dataset: smallRows(10) })
    await expect(unlabelled).rejects.toMatchObject({ code: "data/missing-column" })
    expect(readdirSync(folder.path)).toEqual([])
  })
})
