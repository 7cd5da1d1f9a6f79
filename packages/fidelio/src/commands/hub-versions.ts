// fidelio hub versions: the versions of a repository.
import { count, defineCommand, grouped, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubVersions = defineCommand({
  name: "hub versions",
  summary: "List the versions of a repository, newest first",
  examples: ["fidelio hub versions titanic"],
  words: { repository: word("Name of the repository") },
  flags: {
    ...grouped("List", { limit: count(50, { summary: "How many at most, up to 200" }) }),
    ...hubFlags,
  },
  async run(values, context) {
    const { versions } = await import("../hub/versions.ts")
    await versions(values, context)
  },
})
