// fidelio hub alias: names for versions that move, such as production.
import { count, defineCommand, flag, grouped, optionalWord, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubAlias = defineCommand({
  name: "hub alias",
  summary: "List the aliases of a repository, show where one has pointed, or move it",
  examples: [
    "fidelio hub alias titanic",
    "fidelio hub alias titanic production 5 --expected 3",
    "fidelio hub alias titanic candidate --remove",
  ],
  words: {
    repository: word("Name of the repository"),
    alias: optionalWord("The alias"),
    version: optionalWord("Number of the version that it is to name"),
  },
  flags: {
    ...grouped("Alias", {
      expected: count(undefined, {
        summary: "Version that it must name now, 0 for none; by default whichever it does",
        placeholder: "version",
      }),
      remove: flag({ summary: "Remove it" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { alias } = await import("../hub/aliases.ts")
    await alias(values, context)
  },
})
