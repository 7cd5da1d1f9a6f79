// fidelio hub fork: a version becomes the first of a new repository.
import { defineCommand, grouped, text, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubFork = defineCommand({
  name: "hub fork",
  summary: "Begin a new repository with a version of another one",
  examples: ["fidelio hub fork titanic@3 titanic-trees"],
  words: { version: word("The version to begin with"), name: word("Name of the new repository") },
  flags: { ...grouped("Repository", { description: text({ summary: "What it is for" }) }), ...hubFlags },
  async run(values, context) {
    const { fork } = await import("../hub/fork.ts")
    await fork(values, context)
  },
})
