// fidelio hub pull: brings the files of a version.
import { defineCommand, flag, grouped, path, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubPull = defineCommand({
  name: "hub pull",
  summary: "Bring a version's model folder to this machine",
  examples: ["fidelio hub pull titanic@production", "fidelio hub pull titanic@3 --output_directory models/titanic"],
  words: { version: word("The version") },
  flags: {
    ...grouped("Results", {
      output_directory: path({ short: "od", summary: "Folder to write to; results/<repository>@<number> by default" }),
      model_only: flag({ summary: "Only the model, no statistics and predictions" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { pull } = await import("../hub/transfer.ts")
    await pull(values, context)
  },
})
