// Delimited text files, every value as the text that stands there; the usual spellings of "not available" are missing values.
import { basename } from "node:path"
import { stat } from "node:fs/promises"
import { DataError, joinSql, sql, sqlList, trusted, type Sql } from "@fidelio/core"
import { detectDialect, type Dialect, type DialectHints } from "./csv-dialect.ts"
import type { DataEngine } from "./data-engine.ts"
import { bytesOf } from "./files.ts"
import { relationOf, type Relation } from "./relation.ts"
import { detectEncoding, isCompressed, isUtf8File, readBeginning, transcode } from "./text-encoding.ts"

/** The texts, beside the empty one, that pandas takes for missing values. */
const missingTexts = [
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
]

const beginnings = ["#N", "-1.#", "-N", "-n", "1.#", "<NA", "N", "n"]

const sampleSizes = [1 << 18, 1 << 23]
/** Smaller than the database's own choice: less memory, and work for all threads in small files too. */
const bufferSize = 1 << 22

interface CsvFile {
  /** The file that the database reads: a UTF-8 copy where the original is not UTF-8. */
  readonly path: string
  readonly original: string
  readonly dialect: Dialect
  /** What the database calls the columns. */
  readonly names: readonly string[]
  /** What the file calls them. */
  readonly written: readonly string[]
  readonly duplicates: ReadonlySet<string>
}

export async function openCsv(engine: DataEngine, paths: readonly string[], hints: DialectHints): Promise<Relation> {
  const files: CsvFile[] = []
  for (const path of paths) files.push(await inspect(engine, path, hints))
  const first = files[0]!
  for (const file of files) checkSameColumns(first, file)
  const relation = relationOf(
    joinFiles(files),
    first.names.map((name) => ({ name, kind: "text" as const })),
    {
      source: describe(paths),
      files: paths,
      duplicates: first.duplicates,
      bytes: await bytesOf(paths),
      isQuickToRead: !files.some(({ path }) => isCompressed(path)),
    },
  )
  const columns = [...relation.columns.values()].map((column, i) => {
    const name = first.written[i]! // one a column
    return [name, { ...column, name, clean: withoutMissingTexts }] as const
  })
  return { ...relation, columns: new Map(columns) }
}

/** What such texts begin with lets nearly all other values pass unseen; the list itself is a dictionary to the database. */
function withoutMissingTexts(text: Sql): Sql {
  const suspicious = joinSql(
    beginnings.map((beginning) => sql`prefix(${text}, ${beginning})`),
    " or ",
  )
  const isMissing = sql`try_cast(${text} as enum(${joinSql(missingTexts)})) is not null`
  return sql`case when (${suspicious}) and ${isMissing} then null else ${text} end`
}

const describe = (paths: readonly string[]): string =>
  paths.length === 1 ? basename(paths[0]!) : `${basename(paths[0]!)} and ${paths.length - 1} more`

async function inspect(engine: DataEngine, path: string, hints: DialectHints): Promise<CsvFile> {
  const { size } = await stat(path)
  if (size === 0) throw empty(path)
  const beginning = await readBeginning(path, sampleSizes[0]!).catch((cause: unknown) => {
    throw unpacking(path, cause)
  })
  let encoding = detectEncoding(beginning.bytes)
  if (encoding === "utf-8" && !beginning.isWhole && !isCompressed(path) && !(await isUtf8File(path))) {
    encoding = "windows-1252"
  }
  const sample = await sampleOf(path, beginning, encoding)
  if (sample.text.trim() === "") throw empty(path)
  const dialect = detectDialect(sample.text, sample.isWhole, hints)
  let readable = path
  if (encoding !== "utf-8") {
    readable = await engine.temporaryPath("utf8.csv")
    await transcode(path, encoding, readable)
  }
  const names = dialect.header ?? Array.from({ length: dialect.width }, (_, i) => `column${i}`)
  return { path: readable, original: path, dialect, ...distinctNames(names) }
}

type Beginning = Awaited<ReturnType<typeof readBeginning>>

/** Wide tables need more than the first look. */
async function sampleOf(
  path: string,
  beginning: Beginning,
  encoding: string,
): Promise<{ text: string; isWhole: boolean }> {
  const decode = ({ bytes, isWhole }: Beginning) => ({
    text: new TextDecoder(encoding).decode(bytes), // leaves a byte order mark out
    isWhole,
  })
  const sample = decode(beginning)
  if (beginning.isWhole || sample.text.split("\n", 8).length === 8) return sample
  return decode(await readBeginning(path, sampleSizes[1]!))
}

const empty = (path: string): DataError => new DataError("data/empty", `${basename(path)} is empty`, { at: path })

const unpacking = (path: string, cause: unknown): DataError =>
  new DataError(
    "data/unreadable",
    `${basename(path)} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      at: path,
      cause,
    },
  )

/**
 * Columns without a name are numbered; of equal names the later ones get a number too, and are remembered.
 * To the database `a` and `A` are equal as well.
 */
function distinctNames(given: readonly string[]): Pick<CsvFile, "names" | "written" | "duplicates"> {
  const duplicates = new Set<string>()
  const seen = new Set<string>()
  const taken = new Set<string>()
  const names: string[] = []
  const written = given.map((text, i) => {
    const wanted = text.trim() === "" ? `column${i}` : text.trim()
    let free = wanted
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${wanted}_${n}`
    taken.add(free.toLowerCase())
    names.push(free)
    const isNew = !seen.has(wanted)
    seen.add(wanted)
    if (isNew) return wanted
    duplicates.add(wanted)
    return free
  })
  return { names, written, duplicates }
}

function checkSameColumns(first: CsvFile, file: CsvFile): void {
  const other = new Set(file.names)
  if (file.names.length === first.names.length && first.names.every((name) => other.has(name))) return
  const missing = first.names.find((name) => !other.has(name))
  throw new DataError(
    "data/unreadable",
    `${basename(file.original)} has other columns than ${basename(first.original)}${missing === undefined ? "" : ` (no "${missing}")`}`,
    { at: file.original, hint: "files that are read together must have the same columns" },
  )
}

/** Files that are written alike are read in one go. */
function joinFiles(files: readonly CsvFile[]): Sql {
  const groups = new Map<string, CsvFile[]>()
  let previous = ""
  for (const file of files) {
    const key = JSON.stringify([file.dialect, file.names])
    // Only neighbours: the order of the files is the order of the rows.
    const group = key === previous.slice(previous.indexOf("#") + 1) ? previous : `${groups.size}#${key}`
    groups.set(group, [...(groups.get(group) ?? []), file])
    previous = group
  }
  const parts = [...groups.values()].map(readCsv)
  if (parts.length === 1) return parts[0]!
  return sql`(${joinSql(
    parts.map((part) => sql`select * from ${part}`),
    " union all by name ",
  )})`
}

function readCsv(files: readonly CsvFile[]): Sql {
  const { dialect, names } = files[0]! // groups are not empty
  const paths = sqlList(files.map(({ path }) => escapeGlob(path)))
  const columns = joinSql(names.map((name) => sql`${trusted(keyText(name))}: 'VARCHAR'`))
  return sql`read_csv(${paths}, auto_detect = false, columns = {${columns}}, header = ${dialect.header !== undefined}, skip = ${dialect.skip}, delim = ${dialect.delimiter}, quote = ${dialect.quote}, escape = ${dialect.escape}, nullstr = '', buffer_size = ${bufferSize})`
}

/** A key of a struct literal is a quoted text. */
const keyText = (name: string): string => `'${name.replaceAll("'", "''")}'`

/** A path in which the letters of patterns stand for themselves. */
export const escapeGlob = (path: string): string => path.replaceAll(/[*?[]/g, "[$&]")
