// The text of a config: its value, and the place in the text of everything in the value.
import { isAlias, isCollection, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml"
import type { Document, Node, Pair, YAMLMap } from "yaml"
import { FidelioError } from "../errors.ts"
import type { Path } from "../schema/walk.ts"

/** A stretch of the text, on one line; lines and columns count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** Where things of a config stand. */
export interface Source {
  readonly value: unknown
  /** What the text's mistakes are; empty where it is valid YAML. */
  readonly problems: readonly FidelioError[]
  /** The place of a key or of its value; of the nearest thing around it where it is not written. */
  locate(path: Path, part: "key" | "value"): Place | undefined
  /** `file:line:column`. */
  describe(place: Place): string
  /** The line with a mark under the place. */
  excerpt(place: Place): string
}

/** A config that has no text: an object. */
export const objectSource = (value: unknown): Source => ({
  value,
  problems: [],
  locate: () => undefined,
  describe: () => "",
  excerpt: () => "",
})

/** How often aliases may be followed, all together: far more than a person writes, far less than a bomb. */
const maxAliasCount = 100

/** Of anchors, of aliases, and of brackets that are open at once; the reader's time grows with the square of them. */
const maxMarks = 1000
/** Mistakes that are told; one that shifts all that follows makes thousands. */
const maxMistakes = 100

/** Reads a YAML text. */
export function readSource(text: string, file: string): Source {
  const counter = new LineCounter()
  const lines = text.split(/\r?\n/)
  const place = (start: number, end: number): Place => {
    const { line, col } = counter.linePos(start)
    const rest = (lines[line - 1] ?? "").length - col + 1
    return { line, column: col, length: Math.max(1, Math.min(end - start, rest)) }
  }
  const printer = { describe: describeIn(file), excerpt: excerptOf(lines) }
  const broken = (error: unknown): Source => ({
    value: undefined,
    problems: [unreadable(error, file)],
    locate: () => undefined,
    ...printer,
  })

  if (countOf(text, "*") > maxMarks || countOf(text, "&") > maxMarks) return broken(new ReferenceError("marks"))
  if (opensTooOften(text)) return broken(new RangeError("brackets"))
  let document: Document.Parsed
  try {
    document = parseDocument(text, {
      lineCounter: counter,
      merge: true,
      prettyErrors: false,
      logLevel: "error",
      uniqueKeys: false, // looked for below, in less time
    })
  } catch (error) {
    return broken(error)
  }
  const found: Mistake[] = [...document.errors, ...document.warnings, ...unknownAliases(document)]
  const mistakes = [...found, ...repeatedKeys(document)].slice(0, maxMistakes)
  if (mistakes.length > 0) {
    const problems = mistakes.map(({ pos, code, message }) => {
      const where = place(pos[0], pos[1])
      const { sentence, hint } = syntaxMessage(code, message, text.slice(pos[0]))
      return new FidelioError("config/syntax", sentence, {
        at: printer.describe(where),
        hint,
        excerpt: printer.excerpt(where),
      })
    })
    return { value: undefined, problems, locate: () => undefined, ...printer }
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount })
    return { value, problems: [], locate: (path, part) => locate(document, path, part, place), ...printer }
  } catch (error) {
    return broken(error)
  }
}

interface Mistake {
  readonly pos: readonly [number, number]
  readonly code: string
  readonly message: string
}

/** How often a mark stands where it may begin an anchor or alias. */
function countOf(text: string, mark: "*" | "&"): number {
  const pattern = mark === "*" ? /(?<=^|[\s[{,])\*(?=[^\s*])/g : /(?<=^|[\s[{,])&(?=[^\s&])/g
  let count = 0
  while (count <= maxMarks && pattern.test(text)) count += 1
  return count
}

/** Whether so many brackets are open at once as no config has; the reader needs seconds to find out. */
function opensTooOften(text: string): boolean {
  let open = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open += bracket === "[" || bracket === "{" ? 1 : -1
    if (open > maxMarks) return true
  }
  return false
}

/** Keys that are written twice in one map. */
function repeatedKeys(document: Document.Parsed): Mistake[] {
  const mistakes: Mistake[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key) || isMergeKey(key.value)) continue
        if (seen.has(key.value)) {
          const [start, end] = key.range ?? [0, 1]
          mistakes.push({ pos: [start, end], code: "DUPLICATE_KEY", message: "" })
        }
        seen.add(key.value)
      }
    },
  })
  return mistakes
}

/** Aliases of nothing, which YAML's reader leaves for later. */
function unknownAliases(document: Document.Parsed): Mistake[] {
  const mistakes: Mistake[] = []
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return
      const [start, end] = node.range ?? [0, 1]
      mistakes.push({ pos: [start, end], code: "UNKNOWN_ALIAS", message: `nothing above is marked &${node.source}` })
    },
  })
  return mistakes
}

function syntaxMessage(code: string, message: string, found: string): { sentence: string; hint?: string } {
  if (code === "DUPLICATE_KEY")
    return { sentence: `The key ${/^[^:\n]*/.exec(found)?.[0].trim()} is written twice.`, hint: "Keep one of them." }
  if (code === "TAB_AS_INDENT")
    return { sentence: "A tab is used to indent, which YAML does not allow.", hint: "Indent with spaces." }
  if (code === "MULTIPLE_DOCS")
    return { sentence: "The file holds several documents.", hint: "Keep one config a file." }
  return { sentence: `Not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.?$/, ".")}` }
}

/** YAML that is well-formed but cannot be taken in: aliases that unfold without end, nesting too deep. */
function unreadable(error: unknown, file: string): FidelioError {
  if (error instanceof ReferenceError)
    return new FidelioError("config/syntax", "The aliases of the config unfold to far more than is written.", {
      at: file,
      hint: "Write the values out instead of using aliases.",
      cause: error,
    })
  if (error instanceof RangeError)
    return new FidelioError("config/syntax", "The config is nested too deeply to be read.", { at: file, cause: error })
  throw error
}

const describeIn =
  (file: string) =>
  ({ line, column }: Place): string =>
    `${file}:${line}:${column}`

/** Letters of a line that are shown. */
const shownLine = 240

const excerptOf =
  (lines: readonly string[]) =>
  ({ line, column, length }: Place): string => {
    const number = String(line)
    const margin = " ".repeat(number.length)
    const whole = lines[line - 1] ?? ""
    const from = whole.length > shownLine ? Math.max(0, column - 1 - shownLine / 2) : 0
    const text = whole.slice(from, from + shownLine).replaceAll("\t", " ")
    const mark = "^".repeat(Math.min(length, shownLine))
    return `${number} | ${text}\n${margin} | ${" ".repeat(column - 1 - from)}${mark}`
  }

type PlaceOf = (start: number, end: number) => Place

function locate(document: Document.Parsed, path: Path, part: "key" | "value", place: PlaceOf): Place | undefined {
  let node: unknown = document.contents
  let found = rangeOf(node)
  for (const [depth, key] of path.entries()) {
    const collection = resolve(node, document)
    const pair = typeof key === "string" && isMap(collection) ? pairOf(collection, key, document) : undefined
    const child = pair === undefined ? listItem(collection, key) : pair.value
    if (child === undefined && pair === undefined) break // not written: the thing around it is the place
    const isLast = depth === path.length - 1
    found = (isLast && part === "key" ? rangeOf(pair?.key) : rangeOf(child)) ?? rangeOf(pair?.key) ?? found
    node = child
  }
  return found === undefined ? undefined : place(found[0], found[1])
}

const listItem = (collection: unknown, key: string | number): unknown =>
  typeof key === "number" && isCollection(collection) ? collection.items[key] : undefined

const resolve = (node: unknown, document: Document.Parsed): unknown => (isAlias(node) ? node.resolve(document) : node)

function pairOf(map: YAMLMap, key: string, document: Document.Parsed): Pair | undefined {
  const isNamed = (pair: Pair, name: string): boolean => isScalar(pair.key) && String(pair.key.value) === name
  const own = map.items.find((pair) => isNamed(pair, key))
  if (own !== undefined) return own
  for (const pair of map.items) {
    if (!isScalar(pair.key) || !isMergeKey(pair.key.value)) continue
    const merged = resolve(pair.value, document)
    const inner = isMap(merged) ? pairOf(merged, key, document) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

/** Whether a key takes another map's keys over, as it is written or as the reader marks it. */
const isMergeKey = (key: unknown): boolean => key === "<<" || (typeof key === "symbol" && key.description === "<<")

const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  const range = (node as Node | null | undefined)?.range // pairs and plain values have none
  return range === undefined || range === null ? undefined : [range[0], range[1]]
}
