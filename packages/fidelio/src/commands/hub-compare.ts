// fidelio hub compare: metrics of several versions side by side.
import { defineCommand, wordsOf } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubCompare = defineCommand({
  name: "hub compare",
  summary: "Show the metrics of several versions side by side, the best marked",
  examples: ["fidelio hub compare titanic@1 titanic@2 titanic-trees@production"],
  words: { versions: wordsOf("The versions") },
  flags: { ...hubFlags },
  async run(values, context) {
    const { compare } = await import("../hub/compare.ts")
    await compare(values, context)
  },
})
