// What DuckDB says, as our errors.
import { DataError, FidelioError } from "@fidelio/core"

interface Rule {
  readonly pattern: RegExp
  readonly error: (found: RegExpExecArray, cause: unknown) => FidelioError
}

const rules: readonly Rule[] = [
  {
    pattern: /No space left on device|disk quota exceeded|exceeds? .*max_temp_directory_size|max_temp_directory_size/i,
    error: (_, cause) =>
      new FidelioError("output/not-writable", "The disk is full, so the data cannot be processed.", {
        hint: "Free some space, or set TMPDIR to a folder on another disk.",
        cause,
      }),
  },
  {
    pattern: /Out of Memory Error/i,
    error: (_, cause) =>
      new DataError("data/unreadable", "The data do not fit into the memory that they may use.", {
        hint: "Use fewer rows (`preprocessing.sample_size`), or a machine with more memory.",
        cause,
      }),
  },
  {
    pattern: /CSV Error on Line: (\d+)[\s\S]*?Expected Number of Columns: (\d+) Found: (\d+)[\s\S]*?file = (.*)/,
    error: ([, line, expected, found, file], cause) =>
      new DataError("data/unreadable", `Line ${line} has ${values(Number(found))}, the header has ${expected}.`, {
        at: `${file}:${line}`,
        hint: "Give every row as many values as there are columns; put values that hold the delimiter in quotes.",
        cause,
      }),
  },
  {
    pattern: /CSV Error on Line: (\d+)[\s\S]*?unterminated quote[\s\S]*?file = (.*)/i,
    error: ([, line, file], cause) =>
      new DataError("data/unreadable", `A quotation mark on line ${line} is never closed.`, {
        at: `${file}:${line}`,
        hint: "Close it, or double it if it belongs to the value.",
        cause,
      }),
  },
  {
    pattern: /CSV Error on Line: (\d+)[\s\S]*?(?:not utf-8 encoded|invalid unicode)[\s\S]*?file = (.*)/i,
    error: ([, line, file], cause) =>
      new DataError("data/unreadable", `Line ${line} is not valid UTF-8.`, {
        at: `${file}:${line}`,
        hint: "Save the file as UTF-8.",
        cause,
      }),
  },
  {
    pattern: /Maximum line size of (\d+) bytes exceeded[\s\S]*?file = (.*)/i,
    error: ([, bytes, file], cause) =>
      new DataError("data/unreadable", `A row is longer than ${bytes} bytes.`, {
        at: file,
        hint: "Look for a quotation mark that is never closed.",
        cause,
      }),
  },
  {
    pattern: /CSV Error on Line: (\d+)[\s\S]*?file = (.*)/,
    error: ([, line, file], cause) =>
      new DataError("data/unreadable", `Line ${line} cannot be read: ${firstLine(cause, 2)}`, {
        at: `${file}:${line}`,
        cause,
      }),
  },
]

const values = (count: number): string => (count === 1 ? "1 value" : `${count} values`)

/** Any failure of the database as one of our errors; ours pass unchanged. */
export function engineError(cause: unknown): Error {
  if (cause instanceof FidelioError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  for (const { pattern, error } of rules) {
    const found = pattern.exec(message)
    if (found !== null) return error(found, cause)
  }
  return new DataError("data/unreadable", `The data cannot be read: ${firstLine(cause)}`, { cause })
}

/** The database's messages go on with advice on its own options. */
function firstLine(cause: unknown, count = 1): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const lines = message.split("\n").filter((line) => line.trim() !== "")
  return lines.slice(0, count).join(" ").slice(0, 400)
}
