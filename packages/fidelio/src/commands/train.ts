// fidelio train: from a config and a table to a trained model.
import { defineCommand, grouped, text } from "../command.ts"
import { configFlags, resultsFlags, runFlags, trainingDataFlags } from "../flags.ts"

export const train = defineCommand({
  name: "train",
  summary: "Train a model on a table",
  examples: [
    "fidelio train --config config.yaml --dataset data.csv",
    "fidelio train -c config.yaml --training_set train.parquet --validation_set validation.parquet",
    "fidelio train -c config.yaml --dataset data.csv --model_resume_path results/experiment_run",
    "fidelio train -c config.yaml --dataset titanic.csv --hub titanic",
  ],
  flags: {
    ...configFlags,
    ...trainingDataFlags,
    ...resultsFlags,
    ...runFlags,
    ...grouped("Hub", {
      hub: text({
        summary: "Repository of the hub in which the model is recorded as a version",
        placeholder: "repository",
      }),
      hub_parent: text({ summary: "Version of it that this one was edited from", placeholder: "version" }),
      hub_dataset: text({ summary: "The hub's name of the data", placeholder: "name" }),
      hub_description: text({ summary: "What is new in the version" }),
    }),
  },
  async run(values, context) {
    const { interruptedStatus, runTraining } = await import("../training-command.ts")
    const { openRecord } = await import("../hub/record-training.ts")
    const record = await openRecord(values)
    const { reason, outputDirectory } = await runTraining("train", values, context)
    if (reason === "interrupted") return interruptedStatus
    await record(outputDirectory, context)
    return 0
  },
})
