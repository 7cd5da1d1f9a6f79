// Flags that several commands share; names and short forms are Ludwig's.
import { count, flag, grouped, oneOf, path, text, textOr } from "./command.ts"

export const configFlags = grouped("Config", {
  config: path({ short: "c", summary: "YAML file of the config" }),
  config_str: text({ short: "cs", summary: "The config itself, as YAML or JSON", placeholder: "yaml" }),
})

/** The formats that `--data_format` names; `auto` goes by the file's name and contents. */
export const dataFormats = ["auto", "csv", "tsv", "parquet", "json", "jsonl", "arrow", "feather"] as const

const dataFormat = oneOf(dataFormats, "auto", { summary: "Format of the data", placeholder: "format" })

/** One table, for commands that use a trained model. */
export const datasetFlags = grouped("Data", {
  dataset: path({
    short: "d",
    summary: "File of the data: CSV, TSV, Parquet, JSON, JSON Lines, Arrow; or a glob of files",
  }),
  data_format: dataFormat,
})

export const trainingDataFlags = grouped("Data", {
  ...datasetFlags,
  training_set: path({ summary: "File of the training split, where the data are split already" }),
  validation_set: path({ summary: "File of the validation split" }),
  test_set: path({ summary: "File of the test split" }),
  data_format: dataFormat,
  skip_save_processed_input: flag({ short: "sspi", summary: "Keep no encoded columns beside the data" }),
})

export const resultsFlags = grouped("Results", {
  output_directory: textOr("results", { short: "od", summary: "Folder of all results", placeholder: "path" }),
  experiment_name: textOr("experiment", { summary: "First part of the run's folder", placeholder: "name" }),
  model_name: textOr("run", { summary: "Second part of the run's folder", placeholder: "name" }),
  skip_save_training_description: flag({ short: "sstd", summary: "Write no description.json" }),
  skip_save_training_statistics: flag({ short: "ssts", summary: "Write no training_statistics.json" }),
  skip_save_model: flag({ short: "ssm", summary: "Save no model" }),
  skip_save_progress: flag({ short: "ssp", summary: "Save no checkpoints: the run cannot be resumed" }),
  skip_save_log: flag({ short: "ssl", summary: "Write no TensorBoard logs" }),
})

export const runFlags = grouped("Run", {
  model_load_path: path({ short: "mlp", summary: "Model whose weights to start from" }),
  model_resume_path: path({ short: "mrp", summary: "Results of a run to continue where it stopped" }),
  random_seed: count(42, { short: "rs", summary: "Seed of everything random: same seed, same result" }),
  backend: oneOf(["local"], "local", { short: "b", summary: "Where the work is done", placeholder: "name" }),
})

/** The trained model that a command uses. */
export const modelFlags = grouped("Model", {
  model_path: path({ short: "m", summary: "Folder of the trained model" }),
})

const splits = ["full", "training", "validation", "test"] as const

/** `purpose`: what the rows are for. */
const splitFlag = (purpose: string) =>
  oneOf(splits, "full", { short: "s", summary: `Rows to ${purpose}, by the config's split`, placeholder: "split" })

/** Rows of a table, by the split of the training. */
export const rowsFlags = (purpose: string) => grouped("Data", { ...datasetFlags, split: splitFlag(purpose) })

/** `rowsFlags` of commands that read the table in parts. */
export const partsFlags = (purpose: string) =>
  grouped("Data", {
    ...rowsFlags(purpose),
    batch_size: count(undefined, { short: "bs", summary: "Rows that are held in memory at once" }),
  })

/** Where files of rows go, and how they are written; `what` they hold. */
export const filesFlags = (what: string) =>
  grouped("Results", {
    output_directory: textOr("results", { short: "od", summary: `Folder of the ${what}`, placeholder: "path" }),
    output_format: outputFormatOf(what),
  })

const outputFormatOf = (what: string) =>
  oneOf(["csv", "parquet", "json", "jsonl"], "csv", { summary: `Format of the ${what}`, placeholder: "format" })

/** How predictions are written. */
export const outputFormat = outputFormatOf("predictions")

/** A file that other systems write beside predictions. */
export const unprocessedOutput = flag({ short: "ssuo", summary: "Accepted for compatibility: there is no such file" })

const levels = ["critical", "error", "warning", "info", "debug", "notset"] as const

/** Every command has these. */
export const outputFlags = grouped("Output", {
  json: flag({ summary: "Report everything as one JSON object a line" }),
  logging_level: oneOf(levels, "info", { short: "l", summary: "How much is shown", placeholder: "level" }),
  verbose: flag({ summary: "Show where in the program an error was raised" }),
})
