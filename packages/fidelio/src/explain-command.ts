// What `fidelio explain` does: tables of what a model relies on, files of Shapley values, one tree.
import { extname } from "node:path"
import { DataError, FidelioError } from "@fidelio/core"
import {
  type DependenceExplanation,
  drawTree,
  explainDependence,
  explainModel,
  type Explanation,
  type ExplainOptions,
  loadModel,
  mostDependenceRows,
  type PredictionFormat,
  type SplitName,
  type TableOptions,
  type TrainedModel,
  type TreeFormat,
} from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { trainingSeed } from "./model-flags.ts"
import { writeText } from "./output-file.ts"
import { saveDependence } from "./dependence-file.ts"
import { saveShapley, type SavedShapley } from "./shapley-files.ts"
import { writeDependence } from "./terminal/dependence.ts"
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
  readonly partial_dependence: boolean
  readonly columns: readonly string[]
  readonly pair: readonly string[]
  readonly points: number
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
  for (const flag of ["repeats", "max_rows", "points"] as const) {
    if (values[flag] === 0) throw usage(`--${flag} is 0, but at least 1 is needed.`)
  }
  for (const flag of ["shap", "partial_dependence"] as const) {
    if (values[flag] && values.dataset === undefined) {
      throw usage(`--${flag} needs rows, but --dataset is missing.`, "Give the file of the rows to explain.")
    }
  }
  checkDependence(values)
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

function checkDependence({ partial_dependence: isWanted, columns, pair }: ExplainValues): void {
  for (const [flag, names] of [["columns", columns] as const, ["pair", pair] as const]) {
    if (names.length > 0 && !isWanted) {
      throw usage(`--${flag} is about partial dependence, but --partial_dependence is missing.`)
    }
  }
  if (pair.length % 2 !== 0) {
    throw usage(`--pair takes two columns, but of "${pair.at(-1)}" there is no other.`, "Such as --pair age income.")
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
  const dependence = await dependenceOf(model, { values, context }, rows)
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
    written.length > 0 || dependence !== undefined,
  )
  terminal.clear()
  const hint = hintOf(explanation, dataset)
  if (hint !== undefined) emit?.("notice", { message: hint })
  emit?.("explained", { ...explanation, ...(values.shap && { shap: written }), ...(dependence && { dependence }) })
  writeExplanation(terminal, explanation)
  if (dependence !== undefined) {
    writeDependence(terminal, dependence)
    terminal.gap()
    writePlace(terminal, "written", dependence.path)
  }
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

interface WrittenDependence extends DependenceExplanation {
  readonly path: string
}

/** Undefined where it is not asked for. */
async function dependenceOf(
  model: TrainedModel,
  { values, context: { terminal } }: Work,
  rows: TableOptions,
): Promise<WrittenDependence | undefined> {
  const { dataset, columns, pair, points, max_rows: maxRows, random_seed: seed } = values
  if (!values.partial_dependence || dataset === undefined) return undefined
  const explanation = await explainDependence(model, dataset, {
    ...rows,
    columns: columns.length === 0 && pair.length === 0 ? undefined : columns,
    pairs: pair.flatMap((name, i) => (i % 2 === 0 ? [[name, pair[i + 1]!] as const] : [])), // an even number of them
    points,
    maxRows: Math.min(maxRows, mostDependenceRows),
    seed,
    onEvaluation(done, all) {
      terminal.live(terminal.paint("faint", `  ${formatCount(done)} of ${plural(all, "value")}`))
    },
  })
  terminal.clear()
  const place = { directory: values.output_directory, format: values.output_format }
  return { ...explanation, path: await saveDependence(explanation, place) }
}

/** Rows that have Shapley values or partial dependence need no targets: where the column is missing, there is no permutation importance. */
async function explained(model: TrainedModel, options: ExplainOptions, hasOther: boolean): Promise<Explanation> {
  try {
    return await explainModel(model, options)
  } catch (cause) {
    if (!hasOther || !(cause instanceof DataError) || cause.code !== "data/missing-column") throw cause
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
