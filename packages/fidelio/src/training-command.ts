// What `train` and `experiment` share: from flags to a run, watched in the terminal or as JSON lines.
import { FidelioError } from "@fidelio/core"
import type { TrainEnd, TrainingCallbacks, TrainResult } from "@fidelio/engine"
import type { CommandContext, FlagValues } from "./command.ts"
import { readConfigFlags } from "./config-source.ts"
import type { configFlags, resultsFlags, runFlags, trainingDataFlags } from "./flags.ts"
import { resumedValues } from "./resumed-values.ts"
import { commandLine } from "./shell.ts"
import { jsonEvents } from "./terminal/json-events.ts"
import { createTrainingReport, type NextCommand } from "./terminal/training-report.ts"
import { trainModel } from "./train-model.ts"

export type TrainingValues = FlagValues<typeof configFlags> &
  FlagValues<typeof trainingDataFlags> &
  FlagValues<typeof resultsFlags> &
  FlagValues<typeof runFlags>

type Verb = "train" | "experiment"

/** What is worth typing after a run; an experiment is not over yet. */
function nextCommands(command: Verb, values: TrainingValues, end: TrainEnd): readonly NextCommand[] {
  if (end.reason === "interrupted" && end.outputDirectory !== undefined && !values.skip_save_progress) {
    const resume = commandLine(command, { ...beginning(values), model_resume_path: end.outputDirectory })
    return [{ summary: "Go on from here", command: resume }]
  }
  return command === "experiment" ? [] : modelCommands(end.modelPath)
}

/** The flags that a resumed run needs where no description tells them. */
function beginning(values: TrainingValues): Readonly<Record<string, string | undefined>> {
  if (!values.skip_save_training_description) return {}
  const { config, config_str, dataset, training_set, validation_set, test_set, random_seed: seed } = values
  return {
    config,
    config_str,
    dataset,
    training_set,
    validation_set,
    test_set,
    random_seed: seed === 42 ? undefined : String(seed),
  }
}

/** What is worth typing with a model. */
export function modelCommands(path: string | undefined): readonly NextCommand[] {
  if (path === undefined) return []
  const model = { model_path: path }
  return [
    { summary: "Predict for new rows", command: commandLine("predict", { ...model, dataset: "<file>" }) },
    {
      summary: "Evaluate on rows with known targets",
      command: commandLine("evaluate", { ...model, dataset: "<file>" }),
    },
  ]
}

function callbacksOf(command: Verb, values: TrainingValues, context: CommandContext): TrainingCallbacks {
  if (context.emit !== undefined) return jsonEvents(context.emit)
  return createTrainingReport(context.terminal, {
    now: () => performance.now() / 1000,
    next: (end) => nextCommands(command, values, end),
  })
}

/** Exit status of a run that was interrupted. */
export const interruptedStatus = 130

export async function runTraining(command: Verb, given: TrainingValues, context: CommandContext): Promise<TrainResult> {
  const values = await resumedValues(given)
  const source = await readConfigFlags(values)
  if (values.dataset === undefined && values.training_set === undefined) {
    throw new FidelioError("usage/flag", "There is no data: --dataset is missing.", {
      hint: "Give the file of the data, or --training_set where they are split already.",
    })
  }
  return await trainModel(source, {
    command,
    dataset: values.dataset,
    trainingSet: values.training_set,
    validationSet: values.validation_set,
    testSet: values.test_set,
    dataFormat: values.data_format === "auto" ? undefined : values.data_format,
    outputDirectory: values.output_directory,
    experimentName: values.experiment_name,
    modelName: values.model_name,
    randomSeed: values.random_seed,
    modelResumePath: values.model_resume_path,
    modelLoadPath: values.model_load_path,
    skipSaveProcessedInput: values.skip_save_processed_input,
    skipSaveTrainingDescription: values.skip_save_training_description,
    skipSaveTrainingStatistics: values.skip_save_training_statistics,
    skipSaveModel: values.skip_save_model,
    skipSaveProgress: values.skip_save_progress,
    skipSaveLog: values.skip_save_log,
    callbacks: callbacksOf(command, values, context),
    signal: context.signal,
  })
}
