// Exported models elsewhere: the ONNX file gives what `fidelio predict` gives, in Node and in a Python that knows nothing of us.
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { fidelio, temporaryFolder, type Folder, type Outcome } from "../support/command.ts"
import { differences, modelledTables, runModel, signatureIn, type Row } from "../support/exported-model.ts"
import { findPython } from "../support/python.ts"

const succeeded = (outcome: Outcome): Outcome => {
  expect(outcome).toMatchObject({ status: 0, stderr: "" })
  return outcome
}
const model = "results/experiment_run/model"
const tolerance = 1e-5

const inPython = findPython(["numpy", "onnx", "onnxruntime"])

/** Reads rows as JSON, feeds them as they are, and writes the outputs as JSON. */
const pythonScript = `
import json, sys
import numpy, onnx, onnxruntime
path, rows, answers = sys.argv[1:]
onnx.checker.check_model(path, full_check=True)
rows = json.load(open(rows))
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
signature = json.loads(session.get_modelmeta().custom_metadata_map["fidelio.signature"])
lowercase = {column["name"] for column in signature["inputs"] if column["isLowercase"]}
feeds = {}
for given in session.get_inputs():
    assert given.shape == ["batch"], given.shape
    values = [row[given.name] for row in rows]
    if given.type == "tensor(string)":
        texts = ["" if value is None else str(value).strip() for value in values]
        feeds[given.name] = numpy.array([text.lower() for text in texts] if given.name in lowercase else texts, dtype=object)
    else:
        feeds[given.name] = numpy.array([float("nan") if value in (None, "") else float(value) for value in values], dtype=numpy.float32)
names = [output.name for output in session.get_outputs()]
results = session.run(names, feeds)
json.dump({name: result.tolist() for name, result in zip(names, results)}, open(answers, "w"))
`

describe.each(modelledTables)("a model of $name", ({ rows: readRows, config }) => {
  let folder: Folder
  let rows: readonly Row[]
  let predicted: readonly Row[]
  beforeAll(async () => {
    folder = temporaryFolder()
    const cwd = folder.path
    rows = readRows()
    folder.write("data.json", JSON.stringify(rows))
    folder.write("config.yaml", JSON.stringify(config))
    succeeded(await fidelio(["train", "-c", "config.yaml", "-d", "data.json", "--skip_save_processed_input"], { cwd }))
    succeeded(await fidelio(["predict", "-m", model, "-d", "data.json", "--output_format", "json"], { cwd }))
    succeeded(await fidelio(["export_model", "-m", model, "-f", "onnx", "-o", "exported.onnx"], { cwd }))
    predicted = JSON.parse(readFileSync(folder.at("results/predictions.json"), "utf8")) as readonly Row[]
  })
  afterAll(() => folder[Symbol.dispose]())

  test("gives in ONNX Runtime what the command predicts", async () => {
    const exported = readFileSync(folder.at("exported.onnx"))
    const { outputs } = signatureIn(exported)
    const got = await runModel(exported, rows)
    expect(Object.keys(got).toSorted()).toEqual(outputs.map(({ name }) => name).toSorted())
    const { largest, others } = differences(got, predicted)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(tolerance)
  })

  test("gives the same in Python, and is a valid model", async ({ skip }) => {
    if ("missing" in inPython) return skip(inPython.missing)
    const answers = folder.at("answers.json")
    await inPython.run(pythonScript, [folder.at("exported.onnx"), folder.at("data.json"), answers])
    const got = JSON.parse(readFileSync(answers, "utf8")) as Readonly<Record<string, unknown[]>>
    const { largest, others } = differences(got, predicted)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(tolerance)
  })

  test.each([17, 19, 23])("is the same model for opset %i", async (opset) => {
    const cwd = folder.path
    succeeded(await fidelio(["export_model", "-m", model, "--opset", String(opset), "-o", "other.onnx"], { cwd }))
    const { largest, others } = differences(await runModel(readFileSync(folder.at("other.onnx")), rows), predicted)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(tolerance)
    if (!("missing" in inPython)) {
      const words = [folder.at("other.onnx"), folder.at("data.json"), folder.at("answers.json")]
      await inPython.run(pythonScript, words)
    }
  })
})
