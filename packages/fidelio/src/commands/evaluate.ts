// fidelio evaluate: how well a trained model does on rows whose targets are known.
import { count, defineCommand, flag, grouped, oneOf, path, textOr } from "../command.ts"
import { datasetFlags, outputFormat } from "../flags.ts"
import { splits } from "./predict.ts"

export const evaluate = defineCommand({
  name: "evaluate",
  summary: "Evaluate a model on a table with known targets",
  examples: ["fidelio evaluate --model_path results/experiment_run/model --dataset labelled.csv"],
  flags: {
    ...grouped("Model", { model_path: path({ short: "m", summary: "Folder of the trained model" }) }),
    ...datasetFlags,
    ...grouped("Data", {
      split: oneOf(splits, "full", {
        short: "s",
        summary: "Rows to evaluate on, by the config's split",
        placeholder: "split",
      }),
      batch_size: count(undefined, { short: "bs", summary: "Rows that are held in memory at once" }),
    }),
    ...grouped("Results", {
      output_directory: textOr("results", { short: "od", summary: "Folder of the statistics", placeholder: "path" }),
      output_format: outputFormat,
      skip_save_eval_stats: flag({ short: "sses", summary: "Write no test_statistics.json" }),
      skip_save_predictions: flag({ short: "sstp", summary: "Write no predictions" }),
      skip_collect_predictions: flag({ short: "scp", summary: "Make no predictions, only statistics" }),
      skip_collect_overall_stats: flag({ short: "scos", summary: "Leave out confusion matrices and curves" }),
      skip_save_unprocessed_output: flag({
        short: "ssuo",
        summary: "Accepted for compatibility: there is no such file",
      }),
    }),
  },
  async run(values, context) {
    const { evaluateFlags } = await import("../evaluate-command.ts")
    await evaluateFlags(values, context)
  },
})
