// fidelio evaluate: how well a trained model does on rows whose targets are known.
import { defineCommand, flag, grouped, textOr } from "../command.ts"
import { modelFlags, outputFormat, partsFlags, unprocessedOutput } from "../flags.ts"

export const evaluate = defineCommand({
  name: "evaluate",
  summary: "Evaluate a model on a table with known targets",
  examples: ["fidelio evaluate --model_path results/experiment_run/model --dataset labelled.csv"],
  flags: {
    ...modelFlags,
    ...partsFlags("evaluate on"),
    ...grouped("Results", {
      output_directory: textOr("results", { short: "od", summary: "Folder of the statistics", placeholder: "path" }),
      output_format: outputFormat,
      skip_save_eval_stats: flag({ short: "sses", summary: "Write no test_statistics.json" }),
      skip_save_predictions: flag({ short: "sstp", summary: "Write no predictions" }),
      skip_collect_predictions: flag({ short: "scp", summary: "Make no predictions, only statistics" }),
      skip_collect_overall_stats: flag({ short: "scos", summary: "Leave out confusion matrices and curves" }),
      skip_save_unprocessed_output: unprocessedOutput,
    }),
  },
  async run(values, context) {
    const { evaluateFlags } = await import("../evaluate-command.ts")
    await evaluateFlags(values, context)
  },
})
