// Values as JSON or a form gives them → what the graph is fed: read as the cells of a table are.
import type { InputColumn } from "./signature.ts"

/** Why a value cannot be read: a sentence. */
export class UnreadableValue {
  readonly problem: string

  constructor(problem: string) {
    this.problem = problem
  }
}

/** What reads the values of one column. */
export type RawReader = (value: unknown) => number | string | UnreadableValue

/** Reads one value; text is trimmed, lower-cased where the config says so, numbers in text are read, null and "" are missing (NaN, ""). */
export function readRawValue(
  column: InputColumn,
  value: unknown,
): { readonly value: number | string } | { readonly problem: string } {
  const read = rawReader(column)(value)
  return read instanceof UnreadableValue ? { problem: read.problem } : { value: read }
}

/** A reader for many values of a column. */
export function rawReader(column: InputColumn): RawReader {
  const { isRequired, isLowercase, isClosed, labels = [], spellings = [] } = column
  if (column.dtype === "float32") {
    return (value) => {
      const number = readNumber(value)
      return isRequired && Number.isNaN(number) ? missing : number
    }
  }
  const known = isClosed ? new Set([...labels, ...spellings]) : undefined
  return (value) => {
    const text = readText(value)
    if (text instanceof UnreadableValue) return text
    if (text === "") return isRequired ? missing : ""
    const read = isLowercase ? lowercase(text) : text
    return known === undefined || known.has(read)
      ? read
      : new UnreadableValue(`${shown(value)} is neither ${labels.map(shown).join(" nor ")}`)
  }
}

const missing = new UnreadableValue("a value must be given")

/** Numbers beyond this are no float32. */
const largest = 3.4028234663852886e38

/** As the database casts text: digits may stand in groups, joined by `_`. */
const numeral = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i

/** Nothing, infinities and NaN. */
const saysNothing = /^(?:[+-]?(?:inf|infinity|nan))?$/i

function readNumber(value: unknown): number | UnreadableValue {
  switch (typeof value) {
    case "number":
      return Math.abs(value) <= largest ? value : Number.isFinite(value) ? tooLarge(value) : NaN
    case "boolean":
      return value ? 1 : 0
    case "bigint":
      return readNumber(Number(value))
    case "string":
      return numberInText(value)
    default:
      return value === null || value === undefined ? NaN : new UnreadableValue(`${shown(value)} is no number`)
  }
}

function numberInText(text: string): number | UnreadableValue {
  const word = trimmed(text, spacesAroundNumbers)
  if (numeral.test(word)) return readNumber(Number(word.replaceAll("_", "")))
  return saysNothing.test(word) ? NaN : new UnreadableValue(`${shown(text)} is no number`)
}

const tooLarge = (value: number): UnreadableValue => new UnreadableValue(`${value} is too large`)

const spacesAroundText = " \t\n\r"
const spacesAroundNumbers = " \t\n\v\f\r"

function trimmed(text: string, spaces: string): string {
  let start = 0
  let end = text.length
  while (start < end && spaces.includes(text[start]!)) start += 1 // in range
  while (start < end && spaces.includes(text[end - 1]!)) end -= 1
  return text.slice(start, end)
}

function readText(value: unknown): string | UnreadableValue {
  switch (typeof value) {
    case "string":
      return trimmed(value, spacesAroundText)
    case "number":
      return numberAsText(value)
    case "boolean":
      return value ? "True" : "False"
    case "bigint":
      return String(value)
    default:
      return value === null || value === undefined ? "" : new UnreadableValue(`${shown(value)} is no text`)
  }
}

/** As a column of whole numbers has it, or one of real ones: 3, 0.5, 1e-07, 1e+16. */
function numberAsText(value: number): string {
  if (Number.isSafeInteger(value)) return value === 0 ? "0" : String(value)
  if (!Number.isFinite(value)) return ""
  const [digits = "", exponent] = value.toExponential().split("e")
  const power = Number(exponent)
  if (power >= -4 && power < 16) return Number.isInteger(value) ? `${value}.0` : String(value)
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
}

/** Letter by letter, as the database does: a letter's form never depends on those around it. */
function lowercase(text: string): string {
  const lower = text.toLowerCase()
  return /[İΣ]/.test(text)
    ? Array.from(text, (letter) => (letter === "İ" ? "i" : letter.toLowerCase())).join("")
    : lower
}

/** A value in a message. */
function shown(value: unknown): string {
  if (typeof value === "string") return value.length <= 60 ? `"${value}"` : `"${value.slice(0, 59)}…"`
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value)
  return Array.isArray(value) ? "a list" : "an object"
}
