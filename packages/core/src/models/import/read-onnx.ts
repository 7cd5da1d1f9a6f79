// ONNX files of trees and linear models, as scikit-learn's and other converters write them. Nothing of the file is run.
import { decodeMessage, type ModelMessage, type NodeMessage } from "../../graph/onnx-schema.ts"
import type { LinearModel } from "../../linear/model.ts"
import { importError } from "../../trees/import/imported-trees.ts"
import type { ImportedModel, Learned } from "./imported-model.ts"
import { NodeAttributes } from "./onnx-attributes.ts"
import { ensembleOfNodes, ensembleOfSplits, type OnnxEnsemble } from "./onnx-ensemble.ts"
import { readPipeline, type OnnxPipeline } from "./onnx-pipeline.ts"
import { treesOfOnnx } from "./onnx-trees.ts"

type Read = Pick<ImportedModel, "learned" | "predicts" | "classes">

export function readOnnx(bytes: Uint8Array): ImportedModel {
  const { graph, opsetImport = [] } = parse(bytes)
  if (graph === undefined || opsetImport.length === 0) throw importError("is no ONNX file, or is cut off")
  const moved = (graph.initializer ?? []).find(({ dataLocation }) => dataLocation === 1)
  if (moved !== undefined) throw importError(`keeps "${moved.name ?? ""}" in another file`, "save it as one file")
  const pipeline = readPipeline(graph)
  const read = readers[pipeline.learned.opType ?? ""]!(pipeline, new NodeAttributes(pipeline.learned)) // one of those that were looked for
  const { columns, isNamed } = pipeline
  return {
    format: "onnx",
    ...read,
    isNamed,
    columns: columns.map((name, i) => ({ name, ...levelsOf(read.learned, i) })),
  }
}

function parse(bytes: Uint8Array): ModelMessage {
  try {
    return decodeMessage(bytes)
  } catch {
    throw importError("is no ONNX file, or is damaged")
  }
}

/** Levels that trees ask for are numbers: their texts are the numbers. */
function levelsOf(learned: Learned, column: number): { readonly levels?: readonly string[] } {
  const kept = learned.type === "gbm" ? learned.model.columns[column]?.kept : undefined
  if (kept === undefined) return {}
  return { levels: Array.from({ length: (kept.at(-1) ?? -1) + 1 }, (_, level) => String(level)) }
}

type Reader = (pipeline: OnnxPipeline, attributes: NodeAttributes) => Read

const readers: Readonly<Record<string, Reader>> = {
  TreeEnsemble: (pipeline, attributes) => {
    const post = attributes.int("post_transform", 0)
    if (post !== 0) throw importError(`has trees with the post_transform ${post}; expected 0 for none`)
    return numberOfTrees(pipeline, ensembleOfSplits(attributes), [])
  },
  TreeEnsembleRegressor: (pipeline, attributes) => {
    expectTransform(pipeline.learned, attributes.text("post_transform", "NONE"), ["NONE"])
    const ensemble = ensembleOfNodes(attributes, "target", attributes.int("n_targets", 1))
    const aggregate = attributes.text("aggregate_function", "SUM")
    if (aggregate !== "SUM" && aggregate !== "AVERAGE")
      throw importError(`takes the ${aggregate} of its trees; expected SUM or AVERAGE`)
    const factor = aggregate === "AVERAGE" ? 1 / Math.max(1, ensemble.roots.length) : 1
    const leaves = ensemble.leaves.map((leaf) => leaf.map(({ score, value }) => ({ score, value: value * factor })))
    return numberOfTrees(pipeline, { ...ensemble, leaves }, attributes.numbers("base_values"))
  },
  TreeEnsembleClassifier: classOfTrees,
  LinearRegressor: (pipeline, attributes) => {
    expectTransform(pipeline.learned, attributes.text("post_transform", "NONE"), ["NONE"])
    if (attributes.int("targets", 1) !== 1) throw severalTargets(attributes.int("targets", 1))
    const family = pipeline.isExponent ? "poisson" : "squared_error"
    return { learned: linear(pipeline, linesOf(pipeline, attributes, 1), family), predicts: "number", classes: [] }
  },
  LinearClassifier: classOfLines,
}

const severalTargets = (count: number): Error => importError(`has ${count} targets in one; expected one`)

function expectTransform({ opType = "" }: NodeMessage, found: string, expected: readonly string[]): void {
  if (!expected.includes(found))
    throw importError(`has ${opType} with the post_transform ${found}; expected ${expected.join(" or ")}`)
}

function classesOf(attributes: NodeAttributes): readonly string[] {
  const texts = [attributes.strings("classlabels_strings"), attributes.strings("classlabels_string")].find(({ length }) => length > 0) // prettier-ignore
  const numbers = [attributes.ints("classlabels_int64s"), attributes.ints("classlabels_ints")].find(({ length }) => length > 0) // prettier-ignore
  const classes = texts ?? numbers?.map(String) ?? []
  if (classes.length < 2 || new Set(classes).size !== classes.length)
    throw importError(`has ${classes.length} names of classes; expected two or more, each once`)
  return classes
}

// ── trees ───────────────────────────────────────────────────────────────────────────────────────

function trees(pipeline: OnnxPipeline, ensemble: OnnxEnsemble, objective: string, initial: readonly number[]): Learned {
  if (pipeline.scaling !== undefined)
    throw importError(
      "has the operator ai.onnx.ml.Scaler before trees, which cannot be taken over",
      "Trees need no scaling: train them without.",
    )
  return { type: "gbm", model: treesOfOnnx(ensemble, { columns: pipeline.columns.length, objective, initial }) }
}

function numberOfTrees(pipeline: OnnxPipeline, ensemble: OnnxEnsemble, initial: readonly number[]): Read {
  if (ensemble.scores !== 1) throw severalTargets(ensemble.scores)
  const objective = pipeline.isExponent ? "poisson" : "squared_error"
  return { learned: trees(pipeline, ensemble, objective, initial), predicts: "number", classes: [] }
}

function classOfTrees(pipeline: OnnxPipeline, attributes: NodeAttributes): Read {
  const classes = classesOf(attributes)
  const base = attributes.numbers("base_values")
  const post = attributes.text("post_transform", "NONE")
  const ensemble = ensembleOfNodes(attributes, "class", classes.length)
  const used = new Set(ensemble.leaves.flatMap((leaf) => leaf.map(({ score }) => score)))
  if (classes.length === 2 && used.size <= 1) {
    expectTransform(pipeline.learned, post, ["NONE", "LOGISTIC"]) // the scores of both classes follow from one
    const leaves = ensemble.leaves.map((leaf) => leaf.map(({ value }) => ({ score: 0, value })))
    const objective = post === "LOGISTIC" ? "binary" : "probability"
    return { learned: trees(pipeline, { ...ensemble, leaves, scores: 1 }, objective, base), predicts: "truth", classes }
  }
  expectTransform(pipeline.learned, post, ["NONE", "SOFTMAX"])
  const isProbability = post === "NONE"
  if (classes.length > 2) {
    const objective = isProbability ? "probability" : "multiclass"
    return { learned: trees(pipeline, ensemble, objective, base), predicts: "class", classes }
  }
  const signed = ({ score, value }: { score: number; value: number }) => ({
    score: 0,
    value: score === 1 ? value : -value,
  })
  const leaves = ensemble.leaves.map((leaf) =>
    isProbability
      ? leaf.filter(({ score }) => score === 1).map(({ value }) => ({ score: 0, value }))
      : leaf.map(signed),
  )
  const initial = isProbability ? [base[1] ?? 0] : [(base[1] ?? 0) - (base[0] ?? 0)]
  const objective = isProbability ? "probability" : "binary"
  return {
    learned: trees(pipeline, { ...ensemble, leaves, scores: 1 }, objective, initial),
    predicts: "truth",
    classes,
  }
}

// ── linear models ───────────────────────────────────────────────────────────────────────────────

interface Line {
  readonly intercept: number
  readonly slopes: readonly number[]
}

/** One a score, of the columns as they come. */
function linesOf({ columns, scaling }: OnnxPipeline, attributes: NodeAttributes, count: number): readonly Line[] {
  const width = columns.length
  const slopes = attributes.counted(attributes.numbers("coefficients"), "coefficients", count * width)
  const given = attributes.numbers("intercepts")
  const intercepts =
    given.length === 0 ? Array.from({ length: count }, () => 0) : attributes.counted(given, "intercepts", count)
  return intercepts.map((intercept, k) => {
    const own = slopes.slice(k * width, (k + 1) * width)
    if (scaling === undefined) return { intercept, slopes: own }
    const scaled = own.map((slope, i) => slope * scaling.scales[i]!)
    return { intercept: scaled.reduce((sum, slope, i) => sum - slope * scaling.offsets[i]!, intercept), slopes: scaled }
  })
}

function classOfLines(pipeline: OnnxPipeline, attributes: NodeAttributes): Read {
  const classes = classesOf(attributes)
  const post = attributes.text("post_transform", "NONE")
  if (classes.length > 2) {
    expectTransform(pipeline.learned, post, ["SOFTMAX"])
    const lines = linesOf(pipeline, attributes, classes.length)
    return { learned: linear(pipeline, centred(lines), "multiclass"), predicts: "class", classes }
  }
  expectTransform(pipeline.learned, post, ["LOGISTIC", "SOFTMAX"])
  const isOne = attributes.numbers("coefficients").length === pipeline.columns.length
  if (isOne) expectTransform(pipeline.learned, post, ["LOGISTIC"])
  const [first, second = first!] = linesOf(pipeline, attributes, isOne ? 1 : 2) // there is one
  const line = post === "LOGISTIC" ? second : difference(second, first!)
  if (post === "LOGISTIC" && !isOne) checkOpposite(first!, second)
  return { learned: linear(pipeline, [line], "binary"), predicts: "truth", classes }
}

const difference = (a: Line, b: Line): Line => ({
  intercept: a.intercept - b.intercept,
  slopes: a.slopes.map((slope, i) => slope - b.slopes[i]!),
})

/** Both classes' probabilities sum to 1 only then. */
function checkOpposite(first: Line, second: Line): void {
  const isOpposite = [first.intercept, ...first.slopes].every((value, i) => value === -[second.intercept, ...second.slopes][i]!) // prettier-ignore
  if (!isOpposite) throw importError("has two classes whose probabilities do not sum up to 1")
}

/** Scores of classes that sum to 0, as ours do: their softmax is the same. */
function centred(lines: readonly Line[]): readonly Line[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const intercept = mean(lines.map((line) => line.intercept))
  const slopes = lines[0]!.slopes.map((_, i) => mean(lines.map((line) => line.slopes[i]!))) // there are classes
  return lines.map((line) => difference(line, { intercept, slopes }))
}

function linear({ columns }: OnnxPipeline, lines: readonly Line[], family: LinearModel["family"]): Learned {
  const fit = { solver: "imported", iterations: 0, outcome: "converged", converged: true } as const
  const none = { objective: NaN, loss: NaN, violation: 0, rows: 0, weight: 0, l1: 0, l2: 0 }
  return {
    type: "linear",
    model: {
      family,
      columns: columns.map((name) => ({ kind: "number", name })),
      intercepts: lines.map(({ intercept }) => intercept),
      coefficients: lines.map(({ slopes }) => slopes),
      exceptions: columns.map(() => null),
      statistics: null,
      missingStatistics: "imported",
      fit: { ...fit, ...none, objective: 0, loss: 0 },
    },
  }
}
