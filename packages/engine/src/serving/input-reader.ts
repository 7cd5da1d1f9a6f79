// Reads the values of one input, fast where they are as they should be.
import { rawReader, UnreadableValue, type InputColumn, type ModelSignature, type RawReader } from "@fidelio/core"

/** What is told of values that need a second look. */
export interface ReadingReport {
  /** There is no value, not even null. */
  absent(input: InputColumn, row: number): void
  unreadable(input: InputColumn, row: number, problem: string): void
}

/** How many values of a column were not there, or were not known. */
export interface ColumnNotes {
  missing: number
  unknown: number
}

/** Numbers beyond this are no float32. */
const largest = 3.4028234663852886e38

export class InputReader {
  readonly input: InputColumn
  readonly #read: RawReader
  /** What stands for the label: its spellings as they are, and truth values and numbers once they were read. */
  readonly #known: Map<unknown, string>
  readonly #hasLabels: boolean

  constructor(input: InputColumn) {
    this.input = input
    this.#read = rawReader(input)
    this.#hasLabels = input.labels !== undefined
    this.#known = new Map()
    for (const text of [...(input.labels ?? []), ...(input.spellings ?? [])]) {
      if (this.#read(text) === text) this.#known.set(text, text)
    }
  }

  /** The values as the graph takes them. */
  column(values: ArrayLike<unknown>, notes: ColumnNotes, report: ReadingReport): Float32Array | string[] {
    return this.input.dtype === "string" ? this.#texts(values, notes, report) : this.#numbers(values, notes, report)
  }

  // hot
  #numbers(values: ArrayLike<unknown>, notes: ColumnNotes, report: ReadingReport): Float32Array {
    const numbers = new Float32Array(values.length)
    for (let row = 0; row < values.length; row++) {
      const value = values[row]
      if (typeof value === "number" && value <= largest && value >= -largest) numbers[row] = value
      else {
        const read = this.#readSlowly(value, row, report) as number // by the dtype
        if (Number.isNaN(read)) notes.missing++
        numbers[row] = read
      }
    }
    return numbers
  }

  // hot
  #texts(values: ArrayLike<unknown>, notes: ColumnNotes, report: ReadingReport): string[] {
    const known = this.#known
    const texts: string[] = []
    for (let row = 0; row < values.length; row++) {
      const value = values[row]
      const text = known.get(value)
      texts.push(text ?? this.#readText(value, row, { notes, report }))
    }
    return texts
  }

  #readText(
    value: unknown,
    row: number,
    { notes, report }: { readonly notes: ColumnNotes; readonly report: ReadingReport },
  ): string {
    const text = this.#readSlowly(value, row, report) as string // by the dtype
    if (text === "") notes.missing++
    else if (this.#hasLabels && !this.#known.has(text)) notes.unknown++
    else if (typeof value === "boolean" || typeof value === "number") this.#known.set(value, text) // one or two a label
    return text
  }

  #readSlowly(value: unknown, row: number, report: ReadingReport): number | string {
    if (value === undefined) report.absent(this.input, row)
    else if (value === Infinity || value === -Infinity) {
      report.unreadable(this.input, row, "it is too large") // JSON has no other way to say it than 1e999
    } else {
      const read = this.#read(value)
      if (!(read instanceof UnreadableValue)) return read
      report.unreadable(this.input, row, read.problem)
    }
    return this.input.dtype === "string" ? "" : NaN
  }
}

const readers = new WeakMap<ModelSignature, readonly InputReader[]>()

/** The readers of a model's inputs, in their order; made once. */
export function inputReaders(signature: ModelSignature): readonly InputReader[] {
  const known = readers.get(signature)
  if (known !== undefined) return known
  const made = signature.inputs.map((input) => new InputReader(input))
  readers.set(signature, made)
  return made
}
