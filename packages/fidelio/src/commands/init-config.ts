// fidelio init_config: a config to begin with, its types inferred from the data.
import { count, defineCommand, flag, grouped, list, oneOf, path } from "../command.ts"
import { datasetFlags } from "../flags.ts"

export const initConfig = defineCommand({
  name: "init_config",
  summary: "Write a config for a table, to edit and train with",
  examples: [
    "fidelio init_config --dataset data.csv --target species --output config.yaml",
    "fidelio init_config --dataset data.csv --target price --model_type gbm",
  ],
  flags: {
    ...datasetFlags,
    ...grouped("Config", {
      target: list({ short: "t", summary: "Column to predict; may be given several times", placeholder: "column" }),
      model_type: oneOf(["ecd", "gbm", "linear"], "ecd", {
        summary: "What is trained: a network, boosted trees or a linear model",
        placeholder: "type",
      }),
      output: path({ short: "o", summary: "File to write; printed where it is not given" }),
      overwrite: flag({ summary: "Replace the file if it is there" }),
      time_limit_s: count(undefined, { summary: "Accepted for compatibility: types are inferred at once" }),
      suggested: flag({ summary: "Accepted for compatibility: the defaults are the suggestion" }),
    }),
  },
  async run(values, context) {
    const { initConfigFlags } = await import("../init-config-command.ts")
    await initConfigFlags(values, context)
  },
})
