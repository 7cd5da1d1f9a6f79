// fidelio predict: predictions of a trained model for the rows of a table.
import { count, defineCommand, flag, grouped, oneOf, path, textOr } from "../command.ts"
import { datasetFlags, outputFormat } from "../flags.ts"

export const splits = ["full", "training", "validation", "test"] as const

export const predict = defineCommand({
  name: "predict",
  summary: "Predict for the rows of a table",
  examples: [
    "fidelio predict --model_path results/experiment_run/model --dataset new.csv",
    "fidelio predict -m results/experiment_run/model --dataset new.parquet --output_format parquet",
  ],
  flags: {
    ...grouped("Model", { model_path: path({ short: "m", summary: "Folder of the trained model" }) }),
    ...datasetFlags,
    ...grouped("Data", {
      split: oneOf(splits, "full", {
        short: "s",
        summary: "Rows to predict for, by the config's split",
        placeholder: "split",
      }),
      batch_size: count(undefined, { short: "bs", summary: "Rows that are held in memory at once" }),
    }),
    ...grouped("Results", {
      output_directory: textOr("results", { short: "od", summary: "Folder of the predictions", placeholder: "path" }),
      output_format: outputFormat,
      skip_save_predictions: flag({ short: "sstp", summary: "Write nothing, show the first rows only" }),
      skip_save_unprocessed_output: flag({
        short: "ssuo",
        summary: "Accepted for compatibility: there is no such file",
      }),
    }),
  },
  async run(values, context) {
    const { predictFlags } = await import("../predict-command.ts")
    await predictFlags(values, context)
  },
})
