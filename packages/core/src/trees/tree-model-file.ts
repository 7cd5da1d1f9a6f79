// Models and states of boosters as bytes: a header in JSON, then the numbers of all trees, list after list, each at a multiple of 8 bytes.
import { FidelioError } from "../errors.ts"
import type { BoosterState } from "./booster.ts"
import type { Tree } from "./tree.ts"
import type { ModelColumn, TreeModel } from "./tree-model.ts"

const format = "fidelio-trees"
const version = 1

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array
type NumberType = "f64" | "f32" | "i32" | "u8"

/** The lists of a tree, in the order of the file. */
const lists = {
  columns: "i32",
  thresholds: "f32",
  bins: "i32",
  levelStarts: "i32",
  levelEnds: "i32",
  levels: "i32",
  isMissingLeft: "u8",
  left: "i32",
  right: "i32",
  gains: "f64",
  nodeRows: "i32",
  leafRows: "i32",
  leafValues: "f64",
  nodeValues: "f64",
} as const satisfies Readonly<Record<Exclude<keyof Tree, "leaves" | "rate">, NumberType>>
const listNames = Object.keys(lists) as readonly (keyof typeof lists)[] // an object's own keys

const constructors = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array }

interface Header {
  readonly format: string
  readonly version: number
  readonly content: unknown
  /** Of each list of numbers: type and length. */
  readonly numbers: readonly (readonly [NumberType, number])[]
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8
const typeOf = (numbers: Numbers): NumberType =>
  numbers instanceof Float64Array
    ? "f64"
    : numbers instanceof Float32Array
      ? "f32"
      : numbers instanceof Int32Array
        ? "i32"
        : "u8"

function write(content: unknown, numbers: readonly Numbers[]): Uint8Array {
  const sizes = numbers.map((list): readonly [NumberType, number] => [typeOf(list), list.length])
  const header: Header = { format, version, content, numbers: sizes }
  const text = Uint8Array.from(JSON.stringify(header), (letter) => letter.charCodeAt(0)) // names of types and numbers: ASCII
  const start = 8 + aligned(text.length)
  const bytes = new Uint8Array(numbers.reduce((sum, list) => sum + aligned(list.byteLength), start))
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 8)
  let at = start
  for (const list of numbers) {
    bytes.set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength), at)
    at += aligned(list.byteLength)
  }
  return bytes
}

function read(bytes: Uint8Array): { readonly content: unknown; readonly numbers: readonly Numbers[] } {
  const whole = bytes.slice() // begins at a multiple of 8
  const size = whole.length < 8 ? 0 : new DataView(whole.buffer).getUint32(0, true)
  const header = parsed(whole.subarray(8, 8 + size))
  if (header?.format !== format) throw corrupt("is not a file of trees")
  if (header.version !== version)
    throw new FidelioError(
      "artifact/version",
      `The trees were written in version ${header.version} of their format; ${version} can be read.`,
    )
  let at = 8 + aligned(size)
  const numbers = header.numbers.map(([type, length]) => {
    const List = constructors[type]
    const first = at
    at += aligned(length * List.BYTES_PER_ELEMENT)
    if (at > whole.length) throw corrupt("ends too early")
    return new List(whole.buffer, first, length)
  })
  return { content: header.content, numbers }
}

function parsed(text: Uint8Array): Header | undefined {
  try {
    return JSON.parse(Array.from(text, (code) => String.fromCharCode(code)).join("")) as Header // checked by its format and version
  } catch {
    return undefined // not JSON: not a file of trees
  }
}

const corrupt = (what: string): FidelioError => new FidelioError("artifact/corrupt", `The file ${what}.`)

/** Lists of all trees, one after the other. */
const numbersOf = (trees: readonly Tree[]): readonly Numbers[] =>
  trees.flatMap((tree) => listNames.map((name): Numbers => tree[name]))

function treesOf(rates: readonly number[], numbers: readonly Numbers[]): readonly Tree[] {
  return rates.map((rate, index) => {
    const own = numbers.slice(index * listNames.length, (index + 1) * listNames.length)
    const entries = Object.fromEntries(listNames.map((name, i) => [name, own[i]])) as unknown as Omit<
      Tree,
      "leaves" | "rate"
    > // in the order of the file
    return { ...entries, leaves: entries.leafValues.length, rate }
  })
}

interface ModelContent {
  readonly objective: string
  readonly scores: number
  readonly isAveraged: boolean
  readonly kinds: readonly ModelColumn["kind"][]
  readonly rates: readonly number[]
}

export function encodeTreeModel(model: TreeModel): Uint8Array {
  const { objective, scores, isAveraged, columns, trees, initial } = model
  const kinds = columns.map(({ kind }) => kind)
  const content: ModelContent = { objective, scores, isAveraged, kinds, rates: trees.map(({ rate }) => rate) }
  const kept = columns.flatMap((column) => (column.kept === undefined ? [] : [column.kept]))
  return write(content, [initial, ...kept, ...numbersOf(trees)])
}

export function decodeTreeModel(bytes: Uint8Array): TreeModel {
  const { content, numbers } = read(bytes)
  const { kinds, rates, ...rest } = content as ModelContent // the version is known
  const [initial, ...others] = numbers as readonly [Float64Array, ...Numbers[]] // in the order of the file
  let next = 0
  const columns = kinds.map((kind): ModelColumn =>
    kind === "number" ? { kind } : { kind, kept: others[next++] as Int32Array },
  )
  return { ...rest, initial, columns, trees: treesOf(rates, others.slice(next)) }
}

interface StateContent {
  readonly validations: number
  readonly rates: readonly number[]
}

export function encodeBoosterState({ trees, scores, validations }: BoosterState): Uint8Array {
  const content: StateContent = { validations: validations.length, rates: trees.map(({ rate }) => rate) }
  return write(content, [scores, ...validations, ...numbersOf(trees)])
}

export function decodeBoosterState(bytes: Uint8Array): BoosterState {
  const { content, numbers } = read(bytes)
  const { validations, rates } = content as StateContent // the version is known
  const scores = numbers.slice(0, 1 + validations) as readonly Float64Array[] // in the order of the file
  return { scores: scores[0]!, validations: scores.slice(1), trees: treesOf(rates, numbers.slice(1 + validations)) }
}
