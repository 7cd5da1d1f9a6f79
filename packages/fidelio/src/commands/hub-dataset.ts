// fidelio hub dataset: the list of datasets, the columns of one, or its next revision.
import { defineCommand, grouped, optionalWord, path, text } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubDataset = defineCommand({
  name: "hub dataset",
  summary: "List datasets, show one, or bring its next revision",
  examples: ["fidelio hub dataset", "fidelio hub dataset titanic --upload titanic.csv"],
  words: { name: optionalWord("Name of the dataset") },
  flags: {
    ...grouped("Dataset", {
      upload: path({ summary: "File of the rows of a new revision" }),
      from_url: text({ summary: "Public address that the hub reads a new revision from", placeholder: "url" }),
      from_path: text({ summary: "Path on the hub's machine that it may read from", placeholder: "path" }),
      search: text({ summary: "List only those with this in their name or description" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { dataset } = await import("../hub/datasets.ts")
    await dataset(values, context)
  },
})
