// An exported folder in MLflow: its own ONNX flavour loads the model, and it predicts for data frames what the command predicts.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { fidelio, temporaryFolder } from "../support/command.ts"
import { differences, modelledTables } from "../support/exported-model.ts"
import { findPython } from "../support/python.ts"

const python = findPython(["mlflow", "onnx", "onnxruntime", "pandas"])
const model = "results/experiment_run/model"

/** Missing texts come as None and NaN, numbers as whole ones where pandas makes them so. */
const script = `
import json, sys
import mlflow, pandas
folder, rows, answers = sys.argv[1:]
mlflow.onnx.load_model(folder)
model = mlflow.pyfunc.load_model(folder)
names = model.metadata.get_input_schema().input_names()
frame = pandas.DataFrame(json.load(open(rows)))[names].replace("", float("nan"))
example = model.input_example
assert list(example.columns) == names
assert len(next(iter(model.predict(example).values()))) == 1
results = model.predict(frame)
json.dump({name: result.tolist() for name, result in results.items()}, open(answers, "w"))
`

test.for(modelledTables.filter(({ name }) => name === "mix" || name === "penguins"))(
  "MLflow predicts with a model of $name",
  async ({ rows: readRows, config }, { skip }) => {
    if ("missing" in python) return skip(python.missing)
    using folder = temporaryFolder()
    const cwd = folder.path
    const run = async (words: readonly string[]): Promise<void> =>
      expect(await fidelio(words, { cwd })).toMatchObject({ status: 0, stderr: "" })
    const rows = readRows()
    folder.write("data.json", JSON.stringify(rows))
    folder.write("config.yaml", JSON.stringify(config))
    await run(["train", "-c", "config.yaml", "-d", "data.json", "--skip_save_processed_input"])
    await run(["predict", "-m", model, "-d", "data.json", "--output_format", "json"])
    await run(["export_model", "-m", model, "-f", "mlflow", "-o", "exported"])
    await run(["export_model", "-m", model, "-f", "mlflow", "-o", "exported", "--weights", "float16", "--opset", "18"])
    await run(["export_model", "-m", model, "-f", "mlflow", "-o", "exported"])
    await python.run(script, [folder.at("exported"), folder.at("data.json"), folder.at("answers.json")])
    const got = JSON.parse(readFileSync(folder.at("answers.json"), "utf8")) as Readonly<Record<string, unknown[]>>
    const predicted = JSON.parse(readFileSync(folder.at("results/predictions.json"), "utf8")) as Record<
      string,
      unknown
    >[]
    const { largest, others } = differences(got, predicted)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(1e-5)
  },
)
