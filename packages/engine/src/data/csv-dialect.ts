// How a delimited text file is written, from its beginning: delimiter, quotation mark, escape, header.

export interface Dialect {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  /** The names in the first row; undefined where the first row is data. */
  readonly header: readonly string[] | undefined
  /** Values in the first row. */
  readonly width: number
  /** Empty lines before the first row. */
  readonly skip: number
}

export interface DialectHints {
  readonly delimiter?: string | undefined
  /** Columns that someone expects to find: a first row with one of them is a header. */
  readonly expected?: readonly string[]
}

const delimiters = [",", "\t", ";", "|"] as const
const rowsLookedAt = 50

/** `isWhole`: the sample is the whole file, so its last row is complete. */
export function detectDialect(sample: string, isWhole: boolean, hints: DialectHints = {}): Dialect {
  const skip = /^(?:[ \t]*\r?\n)*/.exec(sample)![0].split("\n").length - 1
  const text = sample.replace(/^(?:[ \t]*\r?\n)*/, "")
  const quote = detectQuote(text)
  // A doubled mark in the middle of a value; \"" is an escaped one at its end.
  const doubled = new RegExp(`[^\\\\,;|\\t\\n]${quote}${quote}`).test(text)
  const escape = text.includes(`\\${quote}`) && !doubled ? "\\" : quote
  const candidates = hints.delimiter === undefined ? delimiters : [hints.delimiter]
  let best: { delimiter: string; rows: string[][]; score: number } | undefined
  for (const delimiter of candidates) {
    const rows = splitRows(text, { delimiter, quote, escape, isWhole })
    const width = rows[0]?.length ?? 0
    const even = rows.filter((row) => row.length === width).length / Math.max(1, rows.length)
    const score = width > 1 ? even + 1 - 1 / width : 0
    if (best === undefined || score > best.score) best = { delimiter, rows, score }
  }
  const { delimiter, rows } = best! // there are candidates
  const width = rows[0]?.length ?? 0
  const header = isHeader(rows, hints.expected ?? []) ? rows[0] : undefined
  return { delimiter, quote, escape, header, width, skip }
}

/** Single quotes count only where no value begins with a double one. */
function detectQuote(text: string): string {
  const begins = (quote: string): number =>
    text.match(new RegExp(`(?:^|[,;|\\t\\n])${quote}[^${quote}\\n]*${quote}(?=[,;|\\t\\r\\n]|$)`, "g"))?.length ?? 0
  return begins('"') === 0 && begins("'") > 0 ? "'" : '"'
}

interface Splitting {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly isWhole: boolean
}

/** The first rows; one that the sample cuts off is left out unless it is the only one. */
function splitRows(text: string, { delimiter, quote, escape, isWhole }: Splitting): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let value = ""
  let quoted = false
  let at = 0
  const endRow = (): void => {
    row.push(value)
    if (row.length > 1 || value.trim() !== "") rows.push(row)
    row = []
    value = ""
  }
  for (; at < text.length && rows.length < rowsLookedAt; at++) {
    const letter = text[at]!
    if (quoted) {
      if (letter === escape && text[at + 1] === quote) value += text[++at]!
      else if (letter === quote) quoted = false
      else value += letter
    } else if (letter === quote && value === "") quoted = true
    else if (letter === delimiter) {
      row.push(value)
      value = ""
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[at + 1] === "\n") at += 1
      endRow()
    } else value += letter
  }
  if (at >= text.length && (isWhole || rows.length === 0) && (row.length > 0 || value !== "")) endRow()
  return rows
}

const isNumber = (value: string): boolean => value.trim() !== "" && !Number.isNaN(Number(value))

/** Names stand over values of another kind; without such a difference, a first row without numbers is a header. */
function isHeader(rows: readonly (readonly string[])[], expected: readonly string[]): boolean {
  const first = rows[0]
  if (first === undefined || expected.some((name) => first.includes(name))) return true
  const body = rows.slice(1)
  const standsOverNumbers = first.some(
    (name, column) =>
      name.trim() !== "" &&
      !isNumber(name) &&
      body.some((row) => isNumber(row[column] ?? "")) &&
      body.every((row) => (row[column] ?? "").trim() === "" || isNumber(row[column]!)),
  )
  return standsOverNumbers || !first.some(isNumber)
}
