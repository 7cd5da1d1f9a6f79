// fidelio hub lineage: what each version was made from, drawn.
import { defineCommand, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubLineage = defineCommand({
  name: "hub lineage",
  summary: "Draw what each version was made from, forks included",
  examples: ["fidelio hub lineage titanic"],
  words: { repository: word("Name of the repository") },
  flags: { ...hubFlags },
  async run(values, context) {
    const { lineage } = await import("../hub/lineage.ts")
    await lineage(values, context)
  },
})
