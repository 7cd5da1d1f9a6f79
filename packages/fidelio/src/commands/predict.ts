// fidelio predict: predictions of a trained model for the rows of a table.
import { defineCommand, flag, grouped } from "../command.ts"
import { filesFlags, modelFlags, partsFlags, unprocessedOutput } from "../flags.ts"

export const predict = defineCommand({
  name: "predict",
  summary: "Predict for the rows of a table",
  examples: [
    "fidelio predict --model_path results/experiment_run/model --dataset new.csv",
    "fidelio predict -m results/experiment_run/model --dataset new.parquet --output_format parquet",
  ],
  flags: {
    ...modelFlags,
    ...partsFlags("predict for"),
    ...grouped("Results", {
      ...filesFlags("predictions"),
      skip_save_predictions: flag({ short: "sstp", summary: "Write nothing, show the first rows only" }),
      skip_save_unprocessed_output: unprocessedOutput,
    }),
  },
  async run(values, context) {
    const { predictFlags } = await import("../predict-command.ts")
    await predictFlags(values, context)
  },
})
