// The features of a config, read from its text and changed in it, with comments and all else left as they are.
import { isMap, isSeq, parseDocument, type Document, type YAMLMap, type YAMLSeq } from "yaml"

export type Role = "input" | "output" | "excluded"
export const featureKinds = ["number", "category", "binary"] as const
export type FeatureKind = (typeof featureKinds)[number]

export interface ConfigFeature {
  readonly column: string
  readonly role: "input" | "output"
  readonly type: string
}

export interface ConfigOutline {
  readonly modelType: string
  readonly features: readonly ConfigFeature[]
}

const listNames = { input: "input_features", output: "output_features" } as const

/** Undefined where the text is no YAML that can be changed safely. */
export function readOutline(text: string): ConfigOutline | undefined {
  const document = parse(text)
  if (document === undefined) return undefined
  const modelType: unknown = document.get("model_type")
  return {
    modelType: typeof modelType === "string" ? modelType : "ecd",
    features: (["input", "output"] as const).flatMap((role) =>
      itemsOf(document, role).map((item) => ({ column: columnOf(item), role, type: wordOf(item, "type") })),
    ),
  }
}

export function setModelType(text: string, modelType: string): string {
  return edit(text, (document) => {
    if (document.has("model_type")) return document.set("model_type", modelType)
    const { contents } = document
    if (isMap(contents)) contents.items.unshift(document.createPair("model_type", modelType))
  })
}

export function setFeatureType(text: string, column: string, type: FeatureKind): string {
  return edit(text, (document) => {
    for (const role of ["input", "output"] as const)
      for (const item of itemsOf(document, role)) if (columnOf(item) === column) item.set("type", type)
  })
}

/** Moves a column among inputs, outputs and what is left out; its settings move with it. */
export function setFeatureRole(text: string, column: string, role: Role, type: FeatureKind): string {
  return edit(text, (document) => {
    let moved: YAMLMap | undefined
    for (const name of ["input", "output"] as const) {
      const list = document.get(listNames[name])
      if (!isSeq(list)) continue
      const place = list.items.findIndex((item) => isMap(item) && columnOf(item) === column)
      if (place < 0) continue
      if (name === role) return
      moved = list.items[place] as YAMLMap // found as a map
      list.items.splice(place, 1)
    }
    if (role === "excluded") return
    listOf(document, role).items.push(isKept(moved) ? moved : document.createNode({ name: column, type }))
  })
}

/** Encoders belong to inputs and decoders to outputs: only a feature without either is moved as it is. */
const isKept = (item: YAMLMap | undefined): item is YAMLMap =>
  item !== undefined && !["encoder", "decoder", "loss", "tied"].some((key) => item.has(key))

function parse(text: string): Document | undefined {
  const document = parseDocument(text, { logLevel: "silent" })
  const isUsable = document.errors.length === 0 && (document.contents === null || isMap(document.contents))
  return isUsable ? document : undefined
}

function edit(text: string, change: (document: Document) => void): string {
  const document = parse(text)
  if (document === undefined) return text
  change(document)
  return withOwnSpaces(document.toString({ lineWidth: 0 }), text)
}

/** Lines that were there keep the spaces before their comments: what was not changed shows as no change. */
function withOwnSpaces(changed: string, text: string): string {
  const written = new Map(text.split("\n").map((line) => [asWrittenAnew(line), line]))
  return changed
    .split("\n")
    .map((line) => written.get(line) ?? line)
    .join("\n")
}

const asWrittenAnew = (line: string): string => line.replace(/(\S)\s+#/, "$1 #")

function itemsOf(document: Document, role: "input" | "output"): readonly YAMLMap[] {
  const list = document.get(listNames[role])
  return isSeq(list) ? list.items.filter(isMap) : []
}

function listOf(document: Document, role: "input" | "output"): YAMLSeq {
  const found = document.get(listNames[role])
  if (isSeq(found)) return found
  const made = document.createNode([]) as YAMLSeq // of a list
  made.flow = false
  document.set(listNames[role], made)
  return made
}

const wordOf = (item: YAMLMap, key: string): string => {
  const value = item.get(key)
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

const columnOf = (item: YAMLMap): string => {
  const column = wordOf(item, "column")
  return column === "" ? wordOf(item, "name") : column
}
