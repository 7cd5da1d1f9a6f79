// fidelio explain: what a trained model relies on.
import { count, defineCommand, flag, grouped, listOf, path, text } from "../command.ts"
import { filesFlags, modelFlags, rowsFlags } from "../flags.ts"

export const explain = defineCommand({
  name: "explain",
  summary: "Show what a model relies on",
  examples: [
    "fidelio explain --model_path results/experiment_run/model",
    "fidelio explain --model_path results/experiment_run/model --dataset labelled.csv --shap",
    "fidelio explain -m results/experiment_run/model --dataset new.csv --partial_dependence --pair age income",
    "fidelio explain --model_path results/experiment_run/model --tree 0 --output tree.svg",
  ],
  flags: {
    ...modelFlags,
    ...rowsFlags("explain with"),
    ...grouped("Permutation importance", {
      repeats: count(5, { summary: "How often each column is permuted" }),
      max_rows: count(4000, { summary: "Rows that are drawn from the dataset, at most" }),
      random_seed: count(42, { short: "rs", summary: "Seed of everything random: same seed, same result" }),
    }),
    ...grouped("Partial dependence", {
      partial_dependence: flag({ summary: "Show the mean prediction by the value of each column" }),
      columns: listOf({ summary: "Columns of the dataset to show it of; all where not given", placeholder: "name" }),
      pair: listOf({ summary: "Two columns to show it of together; may be given several times", placeholder: "name" }),
      points: count(20, { summary: "Values of a column, at most; of each of a pair no more than 10" }),
    }),
    ...grouped("Trees", {
      shap: flag({ summary: "Write the Shapley values of every row of the dataset" }),
      tree: count(undefined, { summary: "Show one tree, counted from 0" }),
      output_feature: text({ summary: "Output whose tree it is; the first where not given", placeholder: "name" }),
      output: path({ short: "o", summary: "File of the tree: .svg, .dot (Graphviz), .mmd (Mermaid) or .txt" }),
    }),
    ...filesFlags("Shapley values and partial dependence"),
  },
  async run(values, context) {
    const { explainFlags } = await import("../explain-command.ts")
    await explainFlags(values, context)
  },
})
