// A model of another program as one of ours: its trees or coefficients under a config that training could have had.
import { readFile, stat } from "node:fs/promises"
import {
  FidelioError,
  importError,
  linearDetails,
  mostLevels,
  parseConfigObject,
  readImportedModel,
  tensorsOfLinear,
  tensorsOfTrees,
  type Config,
  type FittedFeature,
  type ImportedModel,
  type Json,
  type Learned,
  type ParsedConfig,
  type TreeModel,
} from "@fidelio/core"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { openSource, type TableSource } from "../data/sources.ts"
import { inputTypes, namesOfConfig, namesOfFile, namesOfRows, outputType, type Naming } from "./imported-columns.ts"
import {
  distinctTexts,
  importedFeatures,
  numberRange,
  splitRange,
  type NumberRange,
  type Rows,
} from "./imported-features.ts"

export interface ImportOptions {
  /** File of the model: LightGBM's text, XGBoost's JSON, or ONNX. */
  readonly source: string
  /** Names the columns, in the order of the model's where the file has other names or none. */
  readonly config?: Config | undefined
  /** Rows, of which columns' names, ranges and classes are taken. */
  readonly dataset?: TableSource | undefined
  readonly dataFormat?: string | undefined
  /** Name of what is predicted. */
  readonly target?: string | undefined
}

export interface ImportResult {
  readonly model: TrainedModel
  readonly format: ImportedModel["format"]
  /** What a person should know. */
  readonly notices: readonly string[]
}

const mostBytes = 2 ** 30

export async function importModel(options: ImportOptions): Promise<ImportResult> {
  const { source, config, dataset, target } = options
  const bytes = await readSource(source)
  const textOf = (part: Uint8Array): string => new TextDecoder().decode(part)
  const imported = readImportedModel(bytes, { textOf })
  if (dataset === undefined) {
    const naming = config === undefined ? namesOfFile(imported, target) : namesOfConfig(imported, config)
    return await compose(imported, naming, { config, rows: undefined })
  }
  await using engine = await DataEngine.open()
  const relation = await openSource(engine, dataset, { dataFormat: options.dataFormat, expected: [] })
  const naming = config === undefined ? namesOfRows(imported, relation, target) : namesOfConfig(imported, config)
  const rows = { engine, relation }
  const levels = await levelsOfRows(imported, naming, rows)
  return await compose(readImportedModel(bytes, { textOf, levels }), naming, { config, rows })
}

/** How many levels rows show, of the model's columns of which the file does not say it. */
async function levelsOfRows(
  { columns }: ImportedModel,
  { inputs }: Naming,
  rows: Rows,
): Promise<Readonly<Record<string, number>>> {
  const levels: Record<string, number> = {}
  for (const [place, { name, isOpen }] of columns.entries()) {
    const found = isOpen === true ? await numberRange(rows, inputs[place]!) : undefined
    if (found !== undefined) levels[name] = Math.min(mostLevels, Math.max(0, Math.floor(found.max) + 1))
  }
  return levels
}

async function readSource(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > mostBytes) throw importError(`file "${path}" has ${size} bytes; ${mostBytes} is the most`)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof FidelioError) throw cause
    const code = (cause as NodeJS.ErrnoException).code // the file system's
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code ?? "unknown reason"})`
    throw new FidelioError("artifact/not-found", `There is no model to import: "${path}" ${why}.`, { at: path, cause })
  }
}

interface Known {
  readonly config: Config | undefined
  readonly rows: Rows | undefined
}

async function compose(imported: ImportedModel, naming: Naming, known: Known): Promise<ImportResult> {
  const notices: string[] = []
  const classes = await classesOf(imported, naming, { ...known, notice: (message) => notices.push(message) })
  const open = imported.columns.findIndex(({ isOpen }) => isOpen)
  if (open >= 0 && known.rows === undefined)
    notices.push(
      `The file does not say how many levels ${naming.inputs[open]} has: from ${imported.columns[open]!.levels!.length} on they count as missing. Rows would tell.`,
    )
  const parsed = configOf(imported, naming, classes)
  const ranges = await rangesOf(imported, naming, known.rows)
  const features = importedFeatures(imported, parsed, { ranges, classes })
  const inputs = features.filter(({ role }) => role === "input")
  const model = trainedModel({
    config: parsed.config,
    writtenConfig: `${JSON.stringify(parsed.written, undefined, 2)}\n`, // JSON is YAML
    features,
    fittedEncoders: {},
    temperatures: {},
    ...learnedParts(naming.output, imported, inputs),
  })
  return { model, format: imported.format, notices }
}

// ── columns ─────────────────────────────────────────────────────────────────────────────────────

async function rangesOf(
  { columns, learned }: ImportedModel,
  { inputs }: Naming,
  rows: Rows | undefined,
): Promise<readonly (NumberRange | undefined)[]> {
  const ranges: (NumberRange | undefined)[] = []
  for (const [place, { levels }] of columns.entries()) {
    const seen = levels === undefined && rows ? await numberRange(rows, inputs[place]!) : undefined
    ranges.push(seen ?? (learned.type === "gbm" ? splitRange(learned.model, place) : undefined))
  }
  return ranges
}

interface ClassSources extends Known {
  readonly notice: (message: string) => void
}

/** The file's names of classes, those of the config, those that the rows have, or numbers. */
async function classesOf(
  { predicts, classes, learned }: ImportedModel,
  { output }: Naming,
  { config, rows, notice }: ClassSources,
): Promise<readonly string[]> {
  if (predicts === "number") return []
  if (classes.length > 0) return classes
  const count =
    predicts === "truth" ? 2 : learned.type === "gbm" ? learned.model.scores : learned.model.intercepts.length
  const written = config?.output_features[0]?.preprocessing as { readonly vocab?: readonly string[] | null } | undefined // of a category
  if (written?.vocab) {
    if (written.vocab.length === count) return written.vocab
    throw importError(`has ${count} classes, and the config's vocab has ${written.vocab.length}`)
  }
  const seen = rows ? await distinctTexts(rows, output, count) : []
  if (seen.length === count) return seen
  if (predicts === "class")
    notice(`The file does not name the classes of ${output}: they are 0 to ${count - 1}. A config can name them.`)
  return Array.from({ length: count }, (_, id) => String(id))
}

// ── the config ──────────────────────────────────────────────────────────────────────────────────

function configOf(imported: ImportedModel, { inputs, output }: Naming, classes: readonly string[]): ParsedConfig {
  const { learned } = imported
  const types = inputTypes(imported)
  const written = (preprocessing: object) => ({
    model_type: learned.type,
    input_features: inputs.map((name, i) => ({
      name,
      type: types[i]!,
      ...(types[i] === "category" && { preprocessing: { vocab: imported.columns[i]!.levels } }),
    })),
    output_features: [{ name: output, type: outputType(imported), preprocessing }],
    trainer: trainerOf(learned),
  })
  switch (imported.predicts) {
    case "number":
      return parseConfigObject(written({ normalization: null }))
    case "class":
      return parseConfigObject(written({ vocab: classes }))
    case "truth":
      return parseConfigObject(written(isConventional(classes) ? {} : { fallback_true_label: classes[1] }))
  }
}

/** Pairs of which preprocessing knows which is true. */
const conventionalPairs: readonly (readonly [string, string])[] = [["0", "1"], ["no", "yes"], ["false", "true"]] // prettier-ignore

const isConventional = ([no, yes]: readonly string[]): boolean =>
  conventionalPairs.some(([first, second]) => no?.toLowerCase() === first && yes?.toLowerCase() === second)

/** What would be minimised if it were trained on; null for the loss of the output. */
function trainerOf(learned: Learned): object {
  if (learned.type === "linear") return learned.model.family === "poisson" ? { family: "poisson" } : {}
  const own = new Set(["absolute_error", "huber", "quantile", "poisson", "tweedie"])
  return own.has(learned.model.objective) ? { objective: learned.model.objective } : {}
}

// ── weights ─────────────────────────────────────────────────────────────────────────────────────

function learnedParts(
  output: string,
  { learned, columns }: ImportedModel,
  inputs: readonly FittedFeature[],
): Pick<TrainedModel, "weights" | "details"> {
  if (learned.type === "linear") {
    const details = { [output]: linearDetails(learned.model) as unknown as Json } // plain data
    return { weights: tensorsOfLinear(output, learned.model), details }
  }
  const ids = inputs.map((feature, i) => {
    const { str2idx } = feature.metadata as { readonly str2idx?: Readonly<Record<string, number>> } // by category preprocessing
    return columns[i]?.levels?.map((level) => str2idx?.[level] ?? -1)
  })
  return { weights: tensorsOfTrees(output, withIds(learned.model, ids)), details: {} }
}

/** The trees with levels under the ids that the vocabulary of their column has. */
function withIds(model: TreeModel, ids: readonly (readonly number[] | undefined)[]): TreeModel {
  return {
    ...model,
    columns: model.columns.map((column, i) => {
      const own = ids[i]
      return column.kept === undefined || own === undefined
        ? column
        : { ...column, kept: column.kept.map((level) => own[level]!) } // levels have ids
    }),
    trees: model.trees.map((tree) => {
      const levels = tree.levels.slice()
      for (const [node, start] of tree.levelStarts.entries())
        for (let at = start; at >= 0 && at < tree.levelEnds[node]!; at++)
          levels[at] = ids[tree.columns[node]!]?.[levels[at]!] ?? levels[at]!
      return { ...tree, levels }
    }),
  }
}
