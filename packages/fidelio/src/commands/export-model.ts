// fidelio export_model: a trained model as files that other programs run.
import { count, defineCommand, grouped, oneOf, path, textOr } from "../command.ts"
import { datasetFlags, modelFlags } from "../flags.ts"

export const exportModel = defineCommand({
  name: "export_model",
  summary: "Write a model as files that other programs run",
  interruption: "Nothing is written",
  examples: [
    "fidelio export_model --model_path results/experiment_run/model --format onnx --output model.onnx",
    "fidelio export_model -m results/experiment_run/model -f web -o public/model",
    "fidelio export_model -m results/experiment_run/model --weights int8 --dataset labelled.csv",
  ],
  flags: {
    ...modelFlags,
    ...grouped("Export", {
      format: textOr("onnx", {
        short: "f",
        summary: "What is written (onnx, safetensors, web, mlflow, types)",
        placeholder: "name",
      }),
      output: path({ short: "o", summary: "File or folder to write; by default named after the format" }),
      output_path: path({ summary: "The same as --output" }),
      opset: count(undefined, { summary: "Version of the ONNX operators, for older runtimes" }),
      weights: oneOf(["float32", "float16", "int8"], "float32", {
        summary: "How the numbers of the weights are kept",
        placeholder: "dtype",
      }),
    }),
    ...grouped("Data", {
      ...datasetFlags,
      dataset: path({
        short: "d",
        summary: "Labelled rows to measure smaller weights on; by default the test split of the training's data",
      }),
    }),
  },
  async run(values, context) {
    const { exportFlags } = await import("../export-command.ts")
    await exportFlags(values, context)
  },
})
