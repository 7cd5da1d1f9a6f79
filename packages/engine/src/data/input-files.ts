// Encoded inputs in files, where they are too many for memory: one a split and table, row after row as in the tables they stand for.
import {
  allocateTables,
  invariant,
  splitOf,
  tableNames,
  type DatasetLayout,
  type EncodedSplit,
  type TableName,
  type Tensor,
} from "@fidelio/core"
import type { EncodedSplits, SplitName } from "./encoded-splits.ts"
import { TemporaryFile } from "./temporary-file.ts"

/** Tables of inputs, which are not needed at once. */
export const isInputTable = (name: TableName): boolean => name.startsWith("inputs_")

/** The layout without its inputs. */
export const withoutInputs = (layout: DatasetLayout): DatasetLayout => ({
  ...layout,
  tables: { ...layout.tables, inputs_float32: [], inputs_int32: [] },
})

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** What is gathered before it is written. */
const bufferBytes = 2 ** 20

/** A file of rows, written in pieces of some size. */
class RowFile {
  readonly #file = new TemporaryFile()
  readonly #buffer = new Uint8Array(bufferBytes)
  #filled = 0

  append(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#buffer.length) this.#flush()
    if (bytes.length > this.#buffer.length) return this.#file.append(bytes)
    this.#buffer.set(bytes, this.#filled)
    this.#filled += bytes.length
  }

  get bytes(): number {
    return this.#file.bytes + this.#filled
  }

  #flush(): void {
    this.#file.append(this.#buffer.subarray(0, this.#filled))
    this.#filled = 0
  }

  read(position: number, target: Uint8Array): void {
    if (this.#filled > 0) this.#flush()
    this.#file.read(position, target)
  }

  close(): void {
    this.#file[Symbol.dispose]()
  }
}

export class InputFiles implements Disposable {
  readonly #layout: DatasetLayout
  readonly #files = new Map<string, RowFile>()

  constructor(layout: DatasetLayout) {
    this.#layout = layout
  }

  /** Rows of a table of inputs that come after those of the split so far. */
  append(split: SplitName, table: TableName, rows: Float32Array | Int32Array): void {
    const key = `${split}.${table}`
    let file = this.#files.get(key)
    if (file === undefined) this.#files.set(key, (file = new RowFile()))
    file.append(bytesOf(rows))
  }

  /** Inputs of rows begin … end − 1. */
  read(split: SplitName, { begin, end }: RowRange): EncodedSplit {
    const size = end - begin
    const inputs = { ...noTables, inputs_float32: this.#tables.inputs_float32, inputs_int32: this.#tables.inputs_int32 }
    const tables = allocateTables({ tables: inputs, columns: {} }, size)
    for (const [name, rows] of Object.entries(tables)) {
      const file = this.#files.get(`${split}.${name}`)
      invariant(file !== undefined, `no file of ${split}.${name}`)
      file.read((rows.byteLength / size) * begin, bytesOf(rows))
    }
    return splitOf({ tables: inputs, columns: {} }, size, tables)
  }

  /** All that was written to a file, piece by piece; nothing where there is no such file. */
  *bytes(split: SplitName, table: TableName): Generator<Uint8Array> {
    const file = this.#files.get(`${split}.${table}`)
    const size = file?.bytes ?? 0
    for (let at = 0; at < size; at += bufferBytes) {
      const piece = new Uint8Array(Math.min(bufferBytes, size - at))
      file!.read(at, piece)
      yield piece
    }
  }

  get #tables(): DatasetLayout["tables"] {
    return this.#layout.tables
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.values()) file.close()
    this.#files.clear()
  }
}

const noTables = Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as DatasetLayout["tables"]

export interface RowRange {
  readonly begin: number
  readonly end: number
}

const partRows = 65_536

interface Examples {
  readonly layout: DatasetLayout
  readonly splits: EncodedSplits
  readonly inputs?: InputFiles | undefined
}

/** A split's examples, some at a time, wherever its inputs are. */
export function* exampleParts({ layout, splits, inputs }: Examples, name: SplitName): Generator<EncodedSplit> {
  const split = splits[name]
  if (split === undefined) return
  for (let begin = 0; begin < split.size; begin += partRows) {
    const range = { begin, end: Math.min(split.size, begin + partRows) }
    const known = rowsOf(layout, split, range)
    const tables = { ...inputs?.read(name, range).tables, ...known.tables }
    yield { size: known.size, tables }
  }
}

/** A split's examples: as they are where all is in memory, else part by part. */
export const examplesOf = (dataset: Examples, name: SplitName): Iterable<EncodedSplit> => {
  const split = dataset.splits[name]
  return split !== undefined && dataset.inputs === undefined ? [split] : exampleParts(dataset, name)
}

/** Some rows of a split, which share its memory. */
function rowsOf(layout: DatasetLayout, { tables }: EncodedSplit, { begin, end }: RowRange): EncodedSplit {
  const views: Partial<Record<TableName, Tensor>> = {}
  for (const name of tableNames) {
    const table = tables[name]
    if (table === undefined) continue
    const width = layout.tables[name].length
    const data = table.data as Float32Array | Int32Array // by the table's name
    const shape = [end - begin, width]
    const rows = data.subarray(begin * width, end * width)
    views[name] =
      rows instanceof Float32Array ? { dtype: "float32", shape, data: rows } : { dtype: "int32", shape, data: rows }
  }
  return { size: end - begin, tables: views }
}
