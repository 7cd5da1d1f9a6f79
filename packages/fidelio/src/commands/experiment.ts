// fidelio experiment: train, then evaluate on a split that training has not seen.
import { defineCommand, flag, grouped, oneOf } from "../command.ts"
import { configFlags, outputFormat, resultsFlags, runFlags, trainingDataFlags, unprocessedOutput } from "../flags.ts"

export const splits = ["training", "validation", "test", "full"] as const

export const experiment = defineCommand({
  name: "experiment",
  summary: "Train a model, then evaluate it on the test split",
  examples: [
    "fidelio experiment --config config.yaml --dataset data.csv",
    "fidelio experiment -c config.yaml --dataset data.csv --eval_split validation",
  ],
  flags: {
    ...configFlags,
    ...trainingDataFlags,
    ...resultsFlags,
    ...runFlags,
    ...grouped("Evaluation", {
      eval_split: oneOf(splits, "test", { short: "es", summary: "Split to evaluate on", placeholder: "split" }),
      output_format: outputFormat,
      skip_save_predictions: flag({ short: "sstp", summary: "Write no predictions" }),
      skip_save_eval_stats: flag({ short: "sstes", summary: "Write no test_statistics.json" }),
      skip_save_unprocessed_output: unprocessedOutput,
    }),
  },
  async run(values, context) {
    const { interruptedStatus, modelCommands, runTraining } = await import("../training-command.ts")
    const { evaluateRun } = await import("../evaluate-command.ts")
    const result = await runTraining("experiment", values, context)
    if (result.reason === "interrupted") return interruptedStatus
    await evaluateRun(result, values, context)
    const { writeNext } = await import("../terminal/training-report.ts")
    const { outputDirectory } = result
    writeNext(context.terminal, modelCommands(outputDirectory && `${outputDirectory}/model`))
    return 0
  },
})
