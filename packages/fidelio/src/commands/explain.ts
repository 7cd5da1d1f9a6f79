// fidelio explain: what a trained model relies on.
import { count, defineCommand, flag, grouped, oneOf, path, text, textOr } from "../command.ts"
import { datasetFlags, outputFormat } from "../flags.ts"
import { splits } from "./predict.ts"

export const explain = defineCommand({
  name: "explain",
  summary: "Show what a model relies on",
  examples: [
    "fidelio explain --model_path results/experiment_run/model",
    "fidelio explain --model_path results/experiment_run/model --dataset labelled.csv --shap",
    "fidelio explain --model_path results/experiment_run/model --tree 0 --output tree.svg",
  ],
  flags: {
    ...grouped("Model", { model_path: path({ short: "m", summary: "Folder of the trained model" }) }),
    ...datasetFlags,
    ...grouped("Data", {
      split: oneOf(splits, "full", {
        short: "s",
        summary: "Rows to explain with, by the config's split",
        placeholder: "split",
      }),
    }),
    ...grouped("Permutation importance", {
      repeats: count(5, { summary: "How often each column is permuted" }),
      max_rows: count(4000, { summary: "Rows that are drawn from the dataset, at most" }),
      random_seed: count(42, { short: "rs", summary: "Seed of everything random: same seed, same result" }),
    }),
    ...grouped("Trees", {
      shap: flag({ summary: "Write the Shapley values of every row of the dataset" }),
      tree: count(undefined, { summary: "Show one tree, counted from 0" }),
      output_feature: text({ summary: "Output whose tree it is; the first where not given", placeholder: "name" }),
      output: path({ short: "o", summary: "File of the tree: .svg, .dot (Graphviz), .mmd (Mermaid) or .txt" }),
    }),
    ...grouped("Results", {
      output_directory: textOr("results", {
        short: "od",
        summary: "Folder of the Shapley values",
        placeholder: "path",
      }),
      output_format: outputFormat,
    }),
  },
  async run(values, context) {
    const { explainFlags } = await import("../explain-command.ts")
    await explainFlags(values, context)
  },
})
