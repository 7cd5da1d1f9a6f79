// fidelio hub push: records a model that was trained elsewhere.
import { defineCommand, grouped, text, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubPush = defineCommand({
  name: "hub push",
  summary: "Record a model that was trained on this machine as the next version",
  examples: ["fidelio hub push titanic results/experiment_run --description 'trained on my machine'"],
  words: { repository: word("Name of the repository"), results: word("Results folder of the run") },
  flags: {
    ...grouped("Version", {
      parent: text({ summary: "Version of the repository that it was edited from", placeholder: "version" }),
      dataset: text({ summary: "Dataset of the hub that it was trained on", placeholder: "name" }),
      description: text({ summary: "What is new in it" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { push } = await import("../hub/transfer.ts")
    await push(values, context)
  },
})
