// fidelio import_model: a model of LightGBM, XGBoost or scikit-learn as one of ours.
import { defineCommand, grouped, path, text, textOr } from "../command.ts"
import { datasetFlags } from "../flags.ts"

export const importModel = defineCommand({
  name: "import_model",
  summary: "Take over trees or a linear model that another program trained",
  examples: [
    "fidelio import_model --source model.txt --dataset rows.csv --target price",
    "fidelio import_model --source model.json --output_directory results/xgboost",
    "fidelio import_model --source model.onnx --config config.yaml",
  ],
  flags: {
    ...grouped("Model", {
      source: path({
        summary: "File of the model: LightGBM's text, XGBoost's JSON, or ONNX as scikit-learn's converter writes it",
      }),
      config: path({ short: "c", summary: "YAML file of a config that names the columns, in the model's order" }),
      target: text({ short: "t", summary: "Name of what is predicted", placeholder: "name" }),
    }),
    ...datasetFlags,
    ...grouped("Data", {
      dataset: path({
        short: "d",
        summary: "Rows of the model's columns, of which names, ranges and classes are taken",
      }),
    }),
    ...grouped("Results", {
      output_directory: textOr("results/imported_model", { short: "od", summary: "Folder of the model", placeholder: "path" }), // prettier-ignore
    }),
  },
  async run(values, context) {
    const { importFlags } = await import("../import-command.ts")
    await importFlags(values, context)
  },
})
