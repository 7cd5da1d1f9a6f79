// fidelio hub repo: the list of model repositories, one of them, or a new one.
import { defineCommand, flag, grouped, listOf, optionalWord, text } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubRepo = defineCommand({
  name: "hub repo",
  summary: "List model repositories, show one, or make one",
  examples: ["fidelio hub repo", "fidelio hub repo titanic --create --description 'Who survived?' --tags demo"],
  words: { name: optionalWord("Name of the repository") },
  flags: {
    ...grouped("Repository", {
      create: flag({ summary: "Make it" }),
      description: text({ summary: "What it is for" }),
      tags: listOf({ summary: "Tags to find it by", placeholder: "tag" }),
      search: text({ summary: "List only those with this in their name, description or tags" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { repo } = await import("../hub/repositories.ts")
    await repo(values, context)
  },
})
