// fidelio train: from a config and a table to a trained model.
import { defineCommand } from "../command.ts"
import { configFlags, resultsFlags, runFlags, trainingDataFlags } from "../flags.ts"

export const train = defineCommand({
  name: "train",
  summary: "Train a model on a table",
  examples: [
    "fidelio train --config config.yaml --dataset data.csv",
    "fidelio train -c config.yaml --training_set train.parquet --validation_set validation.parquet",
    "fidelio train -c config.yaml --dataset data.csv --model_resume_path results/experiment_run",
  ],
  flags: { ...configFlags, ...trainingDataFlags, ...resultsFlags, ...runFlags },
  async run(values, context) {
    const { interruptedStatus, runTraining } = await import("../training-command.ts")
    const { reason } = await runTraining("train", values, context)
    return reason === "interrupted" ? interruptedStatus : 0
  },
})
