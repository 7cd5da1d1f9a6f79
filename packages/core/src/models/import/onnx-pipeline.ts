// What is around the one learned operator of an ONNX file: columns before it, and what is made of its scores after it.
import type { GraphMessage, NodeMessage, ValueInfoMessage } from "../../graph/onnx-schema.ts"
import { importError } from "../../trees/import/imported-trees.ts"
import { mostColumns } from "./imported-model.ts"
import { NodeAttributes } from "./onnx-attributes.ts"

/** The operators of ai.onnx.ml that hold what was learned. */
const learnedOperators: ReadonlySet<string> = new Set([
  "LinearClassifier",
  "LinearRegressor",
  "TreeEnsemble",
  "TreeEnsembleClassifier",
  "TreeEnsembleRegressor",
])

/** (value − offset) · scale, column by column. */
export interface Scaling {
  readonly offsets: readonly number[]
  readonly scales: readonly number[]
}

export interface OnnxPipeline {
  readonly learned: NodeMessage
  readonly columns: readonly string[]
  /** False where columns are numbered. */
  readonly isNamed: boolean
  readonly scaling: Scaling | undefined
  /** What predictions are of scores: their exponents where the file says so. */
  readonly isExponent: boolean
}

const mostNodes = 1000

const operatorName = ({ opType = "?", domain = "" }: NodeMessage): string =>
  domain === "" || domain === "ai.onnx" ? opType : `${domain}.${opType}`

const isOf = (node: NodeMessage, ...types: readonly string[]): boolean => types.includes(operatorName(node))
const ml = (type: string): string => `ai.onnx.ml.${type}`

const unknownOperator = (node: NodeMessage, where: string): Error =>
  importError(
    `has the operator ${operatorName(node)} ${where}, which cannot be taken over`,
    "Files of one model of trees or one linear model are read, with a scaler before a linear one.",
  )

export function readPipeline(graph: GraphMessage): OnnxPipeline {
  const nodes = graph.node ?? []
  if (nodes.length > mostNodes) throw importError(`has ${nodes.length} operators; expected ${mostNodes} at most`)
  const learned = nodes.filter((node) => node.domain === "ai.onnx.ml" && learnedOperators.has(node.opType ?? ""))
  const [only] = learned
  if (only === undefined) {
    const other = nodes.find((node) => !isOf(node, "Cast", "Identity"))
    if (other !== undefined) throw unknownOperator(other, "and none that holds trees or coefficients")
    throw importError("has no operator that holds trees or coefficients")
  }
  if (learned.length > 1) throw importError(`has ${learned.length} models (${learned.map(operatorName).join(", ")}); expected one`) // prettier-ignore
  const before = readInputs(graph, only)
  const after = readOutputs(nodes, only)
  const rest = nodes.find((node) => node !== only && !before.used.has(node) && !after.used.has(node))
  if (rest !== undefined) throw unknownOperator(rest, "beside the model")
  return { learned: only, ...before, isExponent: after.isExponent }
}

// ── before ──────────────────────────────────────────────────────────────────────────────────────

interface Inputs {
  readonly columns: readonly string[]
  readonly isNamed: boolean
  readonly scaling: Scaling | undefined
  readonly used: ReadonlySet<NodeMessage>
}

function readInputs(graph: GraphMessage, learned: NodeMessage): Inputs {
  const infos = new Map((graph.input ?? []).map((info) => [info.name ?? "", info]))
  const makers = new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((name) => [name, node])))
  const used = new Set<NodeMessage>()
  let scaler: NodeMessage | undefined
  let isNamed = true
  const columnsOf = (name: string): readonly string[] => {
    const info = infos.get(name)
    if (info !== undefined) {
      const width = widthOf(info)
      if (width > 1) isNamed = false
      return width === 1 ? [name] : Array.from({ length: width }, (_, i) => `f${i}`)
    }
    const node = makers.get(name)
    if (node === undefined) throw importError(`uses "${name}", which nothing makes`)
    if (used.has(node)) throw importError("has operators that go in a circle, or columns that are used twice")
    used.add(node)
    const inputs = node.input ?? []
    if (isOf(node, "Concat")) return inputs.flatMap(columnsOf)
    if (isOf(node, ml("Scaler")) && scaler === undefined && inputs.length === 1) scaler = node
    else if (!isOf(node, "Cast", "Identity", ml("FeatureVectorizer"))) throw unknownOperator(node, "before the model")
    return inputs.flatMap(columnsOf)
  }
  const columns = columnsOf(learned.input?.[0] ?? "")
  if (new Set(columns).size !== columns.length) throw importError("takes several inputs of several columns each")
  return { columns, isNamed, scaling: scaler && scalingOf(scaler, columns.length), used }
}

/** Columns of an input, [rows, columns]. */
function widthOf({ name = "", type }: ValueInfoMessage): number {
  const dims = type?.tensorType?.shape?.dim
  const width = dims?.[1]?.dimValue
  if (type?.tensorType?.elemType === 8) throw importError(`takes text as "${name}"; expected numbers`)
  if (dims?.length === 2 && width !== undefined && width >= 1 && width <= mostColumns) return width
  throw importError(`takes "${name}", of which it does not say how many columns there are`)
}

function scalingOf(node: NodeMessage, columns: number): Scaling {
  const attributes = new NodeAttributes(node)
  const spread = (name: string): readonly number[] => {
    const given = attributes.numbers(name)
    return given.length === 1
      ? Array.from({ length: columns }, () => given[0]!)
      : attributes.counted(given, name, columns)
  }
  return { offsets: spread("offset"), scales: spread("scale") }
}

// ── after ───────────────────────────────────────────────────────────────────────────────────────

/** What changes the form of what comes out, not what it says. */
const formal = ["Cast", "Identity", "Reshape", "Squeeze", "Flatten", ml("ZipMap")]

function readOutputs(
  nodes: readonly NodeMessage[],
  learned: NodeMessage,
): { readonly isExponent: boolean; readonly used: ReadonlySet<NodeMessage> } {
  const isClassifier = (learned.opType ?? "").endsWith("Classifier")
  const used = new Set<NodeMessage>()
  const names = new Set(learned.output ?? [])
  let isExponent = false
  for (const node of nodes) {
    if (node === learned || !(node.input ?? []).some((name) => names.has(name))) continue
    if (isOf(node, "Exp") && !isClassifier && !isExponent) isExponent = true
    else if (isOf(node, ml("Normalizer")) && isClassifier) checkNorm(node)
    else if (!isOf(node, ...formal)) throw unknownOperator(node, "after the model")
    used.add(node)
    for (const name of node.output ?? []) names.add(name)
  }
  return { isExponent, used }
}

/** Probabilities that are divided by their sum stay what they are. */
function checkNorm(node: NodeMessage): void {
  const norm = new NodeAttributes(node).text("norm", "MAX")
  if (norm !== "L1") throw importError(`normalizes probabilities by ${norm}; expected L1`)
}
