// Rows of several requests as one batch, and the batch's results as each request's own.
import type { InputColumn, OutputColumn } from "@fidelio/core"
import type { Results, Rows } from "./hosted-model.ts"
import type { Batch, ResultColumn } from "./messages.ts"

/** Rows of one request, from `start` up to `end`. */
export interface Slice {
  readonly rows: Rows
  readonly start: number
  readonly end: number
}

export function joinRows(inputs: readonly InputColumn[], slices: readonly Slice[]): Batch {
  const size = slices.reduce((sum, { start, end }) => sum + end - start, 0)
  const numbers = new Float32Array(size * inputs.filter(({ dtype }) => dtype === "float32").length)
  const texts: (readonly string[])[] = []
  let at = 0
  for (const { name, dtype } of inputs) {
    if (dtype === "string") texts.push(joinTexts(name, slices))
    else for (const slice of slices) at = writeNumbers(numbers, at, name, slice)
  }
  return { size, numbers, texts }
}

function writeNumbers(numbers: Float32Array, at: number, name: string, { rows, start, end }: Slice): number {
  const column = rows.columns[name] as Float32Array // checked when the request was accepted
  if (end - start === 1) numbers[at] = column[start]!
  else numbers.set(column.subarray(start, end), at)
  return at + end - start
}

function joinTexts(name: string, slices: readonly Slice[]): readonly string[] {
  const joined: string[] = []
  for (const { rows, start, end } of slices) {
    const column = rows.columns[name] as readonly string[] // as above
    if (slices.length === 1 && end - start === column.length) return column
    for (let row = start; row < end; row++) joined.push(column[row]!) // hot
  }
  return joined
}

/** Numbers that an output has a row. */
const widthOf = ({ shape }: OutputColumn): number => shape.reduce((product, size) => product * size, 1)

/** The results of some rows of a batch. Numbers share the batch's memory. */
export function sliceResults(
  outputs: readonly OutputColumn[],
  columns: readonly ResultColumn[],
  { start, end }: { readonly start: number; readonly end: number },
): Results {
  const entries = outputs.map((output, i) => {
    const column = columns[i]!
    const width = widthOf(output)
    if (column.length === (end - start) * width) return [output.name, column] as const
    const part = ArrayBuffer.isView(column)
      ? column.subarray(start * width, end * width)
      : column.slice(start * width, end * width)
    return [output.name, part] as const
  })
  return { size: end - start, columns: Object.fromEntries(entries) }
}

/** Results one after the other. */
export function joinResults(outputs: readonly OutputColumn[], parts: readonly Results[]): Results {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const entries = outputs.map(({ name, dtype }) => {
    const columns = parts.map((part) => part.columns[name]!)
    if (dtype === "string") return [name, (columns as (readonly string[])[]).flat()] as const
    const joined = new (dtype === "bool" ? Uint8Array : Float32Array)(
      columns.reduce((sum, { length }) => sum + length, 0),
    )
    let at = 0
    for (const column of columns as ArrayLike<number>[]) {
      joined.set(column, at)
      at += column.length
    }
    return [name, joined] as const
  })
  return { size: parts.reduce((sum, { size }) => sum + size, 0), columns: Object.fromEntries(entries) }
}
