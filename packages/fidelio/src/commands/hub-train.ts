// fidelio hub train: trains the next version of a repository on the hub.
import { defineCommand, flag, grouped, text, word } from "../command.ts"
import { configFlags, runFlags } from "../flags.ts"
import { hubFlags } from "../hub-flags.ts"

export const hubTrain = defineCommand({
  name: "hub train",
  summary: "Train the next version of a repository on the hub, and watch it",
  interruption: "It goes on at the hub",
  examples: [
    "fidelio hub train titanic --config titanic.yaml --dataset titanic",
    "fidelio hub train titanic -c titanic.yaml --dataset titanic.csv --parent 3 --description 'wider'",
  ],
  words: { repository: word("Name of the repository; made where there is none") },
  flags: {
    ...configFlags,
    ...grouped("Version", {
      dataset: text({
        summary: "Dataset of the hub (titanic, titanic@2), or a file, which is uploaded",
        placeholder: "name",
      }),
      parent: text({ summary: "Version of the repository that it was edited from", placeholder: "version" }),
      description: text({ summary: "What is new in it" }),
      random_seed: runFlags.random_seed,
      detach: flag({ summary: "Do not wait for its end" }),
    }),
    ...hubFlags,
  },
  async run(values, context) {
    const { train } = await import("../hub/training.ts")
    return await train(values, context)
  },
})
