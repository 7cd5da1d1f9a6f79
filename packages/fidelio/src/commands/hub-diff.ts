// fidelio hub diff: in what two versions differ.
import { defineCommand, flag, grouped, word } from "../command.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubDiff = defineCommand({
  name: "hub diff",
  summary: "Show in what two versions differ: metrics, config, data, model, environment",
  examples: ["fidelio hub diff titanic@3 titanic@5", "fidelio hub diff titanic@production titanic@7"],
  words: { from: word("The version before"), to: word("The version after") },
  flags: {
    ...grouped("Diff", { defaults: flag({ summary: "Show also defaults of what only one of them has" }) }),
    ...hubFlags,
  },
  async run(values, context) {
    const { diff } = await import("../hub/diff.ts")
    await diff(values, context)
  },
})
