// What `fidelio explain` does: tables of what a model relies on, files of Shapley values, one tree.
import { extname } from "node:path"
import { DataError, FidelioError } from "@fidelio/core"
import {
  drawTree,
  explainModel,
  type Explanation,
  type ExplainOptions,
  loadModel,
  type PredictionFormat,
  type SplitName,
  type TrainedModel,
  type TreeFormat,
} from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { trainingSeed } from "./model-flags.ts"
import { writeText } from "./output-file.ts"
import { saveShapley, type SavedShapley } from "./shapley-files.ts"
import { writeExplanation } from "./terminal/explanation.ts"
import { formatCount, plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"
import { writePlace } from "./terminal/training-report.ts"

interface ExplainValues {
  readonly model_path: string | undefined
  readonly dataset: string | undefined
  readonly data_format: string
  readonly split: SplitName
  readonly repeats: number
  readonly max_rows: number
  readonly random_seed: number
  readonly shap: boolean
  readonly tree: number | undefined
  readonly output_feature: string | undefined
  readonly output: string | undefined
  readonly output_directory: string
  readonly output_format: PredictionFormat
}

const usage = (message: string, hint?: string): FidelioError => new FidelioError("usage/flag", message, { hint })

/** What flags say of each other. */
function check(values: ExplainValues): void {
  if (values.repeats === 0 || values.max_rows === 0) {
    throw usage(`--${values.repeats === 0 ? "repeats" : "max_rows"} is 0, but at least 1 is needed.`)
  }
  if (values.shap && values.dataset === undefined) {
    throw usage("--shap needs rows, but --dataset is missing.", "Give the file of the rows to explain.")
  }
  for (const flag of ["output", "output_feature"] as const) {
    if (values[flag] !== undefined && values.tree === undefined) {
      throw usage(`--${flag} is about a tree, but --tree is missing.`, "Give the number of the tree, such as --tree 0.")
    }
  }
  if (values.tree !== undefined && (values.shap || values.dataset !== undefined)) {
    throw usage(
      "--tree shows a tree and reads no dataset.",
      "Leave out --dataset and --shap, or explain a second time.",
    )
  }
}

export async function explainFlags(values: ExplainValues, context: CommandContext): Promise<void> {
  const path = values.model_path
  if (path === undefined) {
    throw usage("--model_path is missing.", "Give the model's folder, such as results/experiment_run/model.")
  }
  check(values)
  const model = await loadModel(path)
  if (values.tree !== undefined) return await showTree(model, values.tree, { values, context })
  await showImportance(model, path, { values, context })
}

interface Work {
  readonly values: ExplainValues
  readonly context: CommandContext
}

// ── one tree ────────────────────────────────────────────────────────────────────────────────────

const formats: Readonly<Record<string, TreeFormat>> = {
  ".txt": "text",
  ".svg": "svg",
  ".dot": "dot",
  ".gv": "dot",
  ".mmd": "mermaid",
}

function formatOf(output: string | undefined): TreeFormat {
  const format = output === undefined ? "text" : formats[extname(output).toLowerCase()]
  if (format !== undefined) return format
  const endings = Object.keys(formats).join(", ")
  throw usage(`--output is "${output}", but a tree is written as one of: ${endings}.`)
}

async function showTree(model: TrainedModel, tree: number, { values, context }: Work): Promise<void> {
  const { output } = values
  const drawn = drawTree(model, { tree, output: values.output_feature, format: formatOf(output) })
  const { text, ...about } = drawn
  if (output !== undefined) await writeText(output, text)
  context.emit?.("tree", { ...about, ...(output === undefined ? { text } : { path: output }) })
  const { terminal } = context
  const ofClass = drawn.class === null ? "" : ` · ${drawn.class}`
  const beside = `${drawn.output}${ofClass} · round ${drawn.round + 1} · ${plural(drawn.leaves, "leaf").replace("leafs", "leaves")}`
  writeHeading(terminal, `Tree ${drawn.tree} of ${formatCount(drawn.trees)}`, beside)
  terminal.gap()
  if (output !== undefined) return writePlace(terminal, "written", output)
  for (const line of text.trimEnd().split("\n")) terminal.line(`  ${line}`)
  terminal.gap()
  terminal.line(terminal.paint("faint", `  what a leaf adds to the score: ${drawn.meaning}`))
}

// ── importance ──────────────────────────────────────────────────────────────────────────────────

async function showImportance(model: TrainedModel, path: string, { values, context }: Work): Promise<void> {
  const { terminal, signal, emit } = context
  const { dataset, split } = values
  const rows: ExplainOptions = {
    dataFormat: values.data_format === "auto" ? undefined : values.data_format,
    split,
    randomSeed: split === "full" ? undefined : await trainingSeed(path),
    signal,
  }
  // first, for it says what the model cannot do
  const place = { directory: values.output_directory, format: values.output_format }
  const written: readonly SavedShapley[] =
    values.shap && dataset !== undefined ? await saveShapley(model, dataset, { rows, place }) : []
  const explanation = await explained(
    model,
    {
      ...rows,
      dataset,
      maxRows: values.max_rows,
      repeats: values.repeats,
      seed: values.random_seed,
      onEvaluation(done, all) {
        terminal.live(terminal.paint("faint", `  ${formatCount(done)} of ${plural(all, "evaluation")}`))
      },
    },
    written.length > 0,
  )
  terminal.clear()
  const hint = hintOf(explanation, dataset)
  if (hint !== undefined) emit?.("notice", { message: hint })
  emit?.("explained", { ...explanation, ...(values.shap && { shap: written }) })
  writeExplanation(terminal, explanation)
  if (written.length > 0) {
    writeHeading(terminal, "Shapley values", plural(written[0]!.rows, "row"))
    terminal.gap()
    for (const { path: file, meaning } of written) {
      writePlace(terminal, "written", file)
      terminal.line(terminal.paint("faint", `  a row's sum, with (mean), is its raw score: ${meaning}`))
    }
  }
  if (hint === undefined) return
  terminal.gap()
  terminal.line(terminal.paint("faint", `  ${hint}`))
}

/** Rows that have Shapley values need no targets: where the column is missing, there is no permutation importance. */
async function explained(model: TrainedModel, options: ExplainOptions, hasShapley: boolean): Promise<Explanation> {
  try {
    return await explainModel(model, options)
  } catch (cause) {
    if (!hasShapley || !(cause instanceof DataError) || cause.code !== "data/missing-column") throw cause
    return await explainModel(model, { ...options, dataset: undefined })
  }
}

function hintOf({ permutation }: Explanation, dataset: string | undefined): string | undefined {
  if (permutation !== undefined) return undefined
  const what = "what each column does to the followed metric"
  return dataset === undefined
    ? `--dataset with known targets shows ${what}`
    : `the rows have no targets, which would show ${what}`
}
