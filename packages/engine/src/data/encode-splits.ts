// Encodes the rows of a table into its splits.
import {
  allocateTables,
  DataError,
  invariant,
  joinSql,
  sql,
  tableNames,
  type DatasetLayout,
  type EncodedSplit,
  type Sql,
  type TableName,
  type Tensor,
} from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import { encodeDictionaries } from "./dictionaries.ts"
import { ChunkWriter, encodeQuery, lateDrops, needsOrder, type EncodedFrom } from "./encode.ts"
import type { ParsedTable } from "./ingest.ts"
import { withoutInputs, type InputFiles } from "./input-files.ts"
import type { PreparedDataset } from "./prepared-dataset.ts"
import type { Dropped } from "./select-rows.ts"
import { SpillWriter } from "./spill-writer.ts"
import type { SplitTable } from "./splits.ts"

interface EncodeOptions {
  readonly layout: DatasetLayout
  readonly rows: SplitTable
  readonly parsed: ParsedTable
  /** Where inputs go that are too many for memory. */
  readonly inputs?: InputFiles | undefined
}

interface EncodedSplits {
  readonly splits: PreparedDataset["splits"]
  readonly dropped: readonly Dropped[]
}

/** Columns that are encoded in one pass; the time to plan a query grows faster than its columns. */
const columnsPerPass = 500

/** All splits lie in one block of memory, training first; their inputs may lie in files. */
export async function encodeSplits(
  engine: DataEngine,
  given: readonly EncodedFrom[],
  options: EncodeOptions,
): Promise<EncodedSplits> {
  const { rows, inputs } = options
  const [training, validation, test] = rows.sizes
  const layout = inputs === undefined ? options.layout : withoutInputs(options.layout)
  const tables = allocateTables(layout, training + validation + test)
  const drops = given.flatMap(lateDrops)
  const features = await encodeDictionaries(engine, given)
  let pass: Pass = { next: [0, 0, 0], lost: [] }
  const atOnce = inputs === undefined ? columnsPerPass : features.length // files are written row after row
  for (let start = 0; start < features.length; start += atOnce) {
    pass = await encodePass(engine, features.slice(start, start + atOnce), {
      ...options,
      tables,
      drops,
      all: features,
    })
  }
  const { next, lost } = pass
  const ranges = [
    [0, next[0]],
    [training, next[1]],
    [training + validation, next[2]],
  ] as const
  const [first, second, third] = ranges.map(([start, end]) => splitBetween(layout, tables, { start, end }))
  if (first!.size === 0) throw new DataError("data/split", "no rows are left to train on")
  return {
    splits: {
      training: first!,
      ...(second!.size > 0 ? { validation: second! } : {}),
      ...(third!.size > 0 ? { test: third! } : {}),
    },
    dropped: drops.flatMap(({ reason }, i) => (lost[i]! > 0 ? [{ rows: lost[i]!, reason }] : [])),
  }
}

interface PassOptions extends EncodeOptions {
  readonly tables: ReturnType<typeof allocateTables>
  readonly drops: ReturnType<typeof lateDrops>
  /** All features, of which the pass encodes some: rows are dropped for the sake of any. */
  readonly all: readonly EncodedFrom[]
}

/** Where the next row of each split would go, and how many rows were dropped for each reason. */
interface Pass {
  readonly next: readonly [number, number, number]
  readonly lost: readonly number[]
}

/** Rows from `start` to before `end`, of which the first of each split goes to these places. */
interface RowRange {
  readonly start: number
  readonly end: number
  readonly next: readonly [number, number, number]
}

/** So many rows are worth a second connection. */
const worthTwo = 500_000

/** The rows in two halves that are encoded side by side, where a row's split can be told from its number; else in one piece. */
function rowRanges({ rows, drops, all, inputs }: PassOptions): readonly RowRange[] {
  const [training, validation, test] = rows.sizes
  const next: [number, number, number] = [0, training, training + validation]
  const size = training + validation + test
  const whole = [{ start: 0, end: size, next: [...next] as const }]
  const { byRow } = rows
  if (byRow === undefined || size < worthTwo || drops.length > 0 || isOrdered(all) || inputs !== undefined) return whole
  const middle = Math.floor(size / 2)
  for (let row = 0; row < middle; row++) next[byRow.splitOf(row)]++ // hot
  return [
    { ...whole[0]!, end: middle },
    { start: middle, end: size, next },
  ]
}

const isOrdered = (features: readonly EncodedFrom[]): boolean =>
  features.some(({ feature }) => needsOrder(feature.steps))

async function encodePass(engine: DataEngine, features: readonly EncodedFrom[], options: PassOptions): Promise<Pass> {
  const ranges = rowRanges(options)
  const passes = await Promise.all(
    ranges.map(async (range, i) => {
      if (i === 0)
        return await encodeRange(engine.stream(passQuery(features, options, range)), {
          ...options,
          engine,
          features,
          range,
        })
      const connection = await engine.connect()
      try {
        const chunks = engine.stream(passQuery(features, options, range), connection)
        return await encodeRange(chunks, { ...options, engine, features, range })
      } finally {
        connection.closeSync()
      }
    }),
  )
  return passes.at(-1)! // where the last range ends, all end
}

interface RangeOptions extends PassOptions {
  readonly engine: DataEngine
  readonly features: readonly EncodedFrom[]
  readonly range: RowRange
}

async function encodeRange(chunks: ReturnType<DataEngine["stream"]>, options: RangeOptions): Promise<Pass> {
  const { rows, parsed, drops, features, range } = options
  const writer = writerOf(options)
  const next: [number, number, number] = [...range.next]
  const lost = drops.map(() => 0)
  let seen = range.start
  for await (const chunk of chunks) {
    const column = (place: number): ArrayLike<number> =>
      (chunk.getColumnVector(features.length + place) as unknown as { items: ArrayLike<number> }).items // by the query's types
    const reasons = drops.length === 0 ? undefined : column(0)
    const splits = rows.byRow === undefined ? column(drops.length === 0 ? 0 : 1) : undefined
    const places = new Int32Array(chunk.rowCount)
    for (let i = 0; i < places.length; i++) {
      const reason = reasons?.[i] ?? -1
      const split = (splits?.[i] ?? rows.byRow!.splitOf(seen + i)) as 0 | 1 | 2 // what splits are; one of both is there
      if (reason < 0) places[i] = next[split]++
      else {
        places[i] = -1
        lost[reason]! += 1
      }
    }
    const bad = writer.write(chunk, places)
    if (bad !== undefined) {
      const cell = { name: features[bad.feature]!.column, rows, row: seen + bad.row }
      throw await notEncodable(options.engine, parsed, cell)
    }
    seen += chunk.rowCount
  }
  return { next, lost }
}

function writerOf({ layout, tables, features, rows, inputs }: RangeOptions): Pick<ChunkWriter, "write"> {
  const fitted = features.map(({ feature }) => feature)
  const encodings = features.map(({ places }) => places?.encodings)
  if (inputs === undefined) return new ChunkWriter(layout, fitted, tables, encodings)
  const [training, validation] = rows.sizes
  const firsts = [0, training, training + validation] as const
  return new SpillWriter({ layout, files: inputs, tables, firsts }, fitted, encodings)
}

function passQuery(features: readonly EncodedFrom[], { drops, all, rows }: PassOptions, { start, end }: RowRange): Sql {
  const cases = drops.map(({ condition }, i) => sql`when ${condition} then ${i}`)
  const reasons = drops.length === 0 ? [] : [sql`(case ${joinSql(cases, " ")} else -1 end)::integer`]
  const needed = [...new Set((drops.length === 0 ? features : all).map(({ column }) => column))]
  const { byRow } = rows
  return encodeQuery({
    features,
    others: byRow === undefined ? [...reasons, sql`split`] : reasons,
    rows:
      byRow === undefined
        ? rows.select(needed)
        : sql`(select ${joinSql([...needed, sql`rowid as row`])} from ${byRow.table} where rowid >= ${start} and rowid < ${end})`,
    ordered: isOrdered(all),
  })
}

/** Only a cell that was read, but has no encoding, such as the logarithm of −3. */
async function notEncodable(
  engine: DataEngine,
  parsed: ParsedTable,
  { name, rows, row }: { readonly name: Sql; readonly rows: SplitTable; readonly row: number },
): Promise<DataError> {
  const column = parsed.distinct.find((candidate) => candidate.name === name)
  invariant(column !== undefined, "a cell of no column")
  const found = await engine.query(
    sql`select ${name}::varchar from ${rows.select([name])} order by row limit 1 offset ${row}`,
  )
  return new DataError(
    "data/value",
    `column "${column.column}" holds ${String(found[0]?.[0])} in row ${row + 1}, which its preprocessing has no value for`,
    {
      at: column.column,
      hint: "log1p needs values above −1; choose another `normalization`",
    },
  )
}

function splitBetween(
  layout: DatasetLayout,
  tables: ReturnType<typeof allocateTables>,
  { start, end }: { readonly start: number; readonly end: number },
): EncodedSplit {
  const views: Partial<Record<TableName, Tensor>> = {}
  for (const name of tableNames) {
    const width = layout.tables[name].length
    const data = tables[name]?.subarray(start * width, end * width)
    if (data === undefined) continue
    const shape = [end - start, width]
    views[name] = data instanceof Float32Array ? { dtype: "float32", shape, data } : { dtype: "int32", shape, data }
  }
  return { size: end - start, tables: views }
}
