// Which rows train, validate and test: a number 0, 1 or 2 for each row of a table, as an SQL expression.
import { DataError, joinSql, randomKey, sql, type Sql } from "@fidelio/core"
import type { Probabilities, SplitConfig } from "./dataset-config.ts"
import type { DataEngine } from "./data-engine.ts"
import { splitColumnName } from "./ingest.ts"
import { checkGroups, type TableGroups } from "./row-columns.ts"
import { nthSmallestHash, rowHash, withHash } from "./row-hash.ts"

/** The rows of a table with their split. */
export interface SplitTable {
  /**
   * A query for these columns with `row` (from 0, in order) and `split`; of a share of the rows where one is given.
   * Columns are listed because there may be very many.
   */
  readonly select: (columns: readonly Sql[], share?: number) => Sql
  /** The table itself and a function that tells each row's split, where the split needs nothing but the row's number. */
  readonly byRow?: { readonly table: Sql; readonly splitOf: (row: number) => 0 | 1 | 2 }
  /** Rows in training, validation and test. */
  readonly sizes: readonly [number, number, number]
}

const smallestSplit = 3

/** How many rows each split gets; a split that is wanted has at least three, taken from training. */
export function splitSizes(rows: number, [training, validation, test]: Probabilities): [number, number, number] {
  const sizes: [number, number, number] = [Math.min(rows, Math.ceil(rounded(training * rows))), 0, 0]
  sizes[1] =
    validation === 0 ? 0 : Math.min(rows - sizes[0], test === 0 ? rows : Math.floor(rounded(validation * rows)))
  sizes[2] = test === 0 ? 0 : rows - sizes[0] - sizes[1]
  sizes[0] = rows - sizes[1] - sizes[2]
  for (const [split, share] of [
    [2, test],
    [1, validation],
  ] as const) {
    if (share === 0) continue
    const borrowed = Math.max(0, Math.min(smallestSplit - sizes[split], sizes[0] - 1))
    sizes[split] += borrowed
    sizes[0] -= borrowed
  }
  return sizes
}

/** 0.7 · 10 is not 7.000000000000001 rows. */
const rounded = (rows: number): number => Number(rows.toPrecision(12))

export interface SplitOptions {
  readonly rows: number
  readonly seed: number
  /** What a message calls the table. */
  readonly source: string
  /** Groups that each stay in one split. */
  readonly groups?: TableGroups | undefined
  /** No error where no rows train. */
  readonly mayLackTraining?: boolean
}

/** The split of a table whose rows were sampled and cleaned before. */
export async function splitTable(
  engine: DataEngine,
  table: Sql,
  split: SplitConfig | "by relation",
  options: SplitOptions,
): Promise<SplitTable> {
  const { select, byRow } = await assignment(engine, table, split, options)
  if (options.groups !== undefined && split !== "by relation" && split.type !== "random")
    await checkGroups(engine, select([options.groups.number, options.groups.value]), options.groups)
  const isByRank =
    split !== "by relation" && "probabilities" in split && split.type !== "hash" && options.groups === undefined
  const sizes = isByRank ? splitSizes(options.rows, split.probabilities) : await countSplits(engine, select([]))
  if (sizes[0] === 0 && options.mayLackTraining !== true) {
    throw new DataError(
      "data/split",
      `the split leaves no rows to train on (validation ${sizes[1]}, test ${sizes[2]})`,
      {
        hint: "check `preprocessing.split`",
      },
    )
  }
  return { select, sizes, ...(byRow === undefined ? {} : { byRow }) }
}

async function countSplits(engine: DataEngine, from: Sql): Promise<[number, number, number]> {
  const sizes: [number, number, number] = [0, 0, 0]
  const counts = await engine.query(sql`select split, count(*)::double from ${from} group by split`)
  for (const [split, count] of counts) sizes[Number(split) as 0 | 1 | 2] = Number(count) // what splits are
  return sizes
}

async function assignment(
  engine: DataEngine,
  table: Sql,
  split: SplitConfig | "by relation",
  { rows, seed, source, groups }: SplitOptions,
): Promise<Assignment> {
  if (split === "by relation") return byExpression(table, splitColumnName)
  switch (split.type) {
    case "random":
      if (groups !== undefined)
        return await groupSplit(engine, table, split.probabilities, { groups, key: randomKey(seed, "split") })
      return randomSplit(table, splitSizes(rows, split.probabilities), randomKey(seed, "split"))
    case "fixed":
      return await fixedSplit(engine, table, split.column, source)
    case "hash":
      return hashSplit(table, split.probabilities)
    case "stratify":
      return await rankedSplit(
        engine,
        table,
        splitSizes(rows, split.probabilities),
        evenOrder(table, randomKey(seed, "split")),
      )
    case "datetime":
      await checkTimes(engine, table, split.column)
      return await rankedSplit(engine, table, splitSizes(rows, split.probabilities), timeOrder(table))
  }
}

// ── by chance ───────────────────────────────────────────────────────────────────────────────────

type Assignment = Pick<SplitTable, "select" | "byRow">

const byExpression = (table: Sql, split: Sql): Assignment => ({
  select: (columns, share) =>
    sql`(select ${joinSql([...columns, sql`rowid as row`, sql`(${split})::utinyint as split`])} from ${table}${sample(sql`rowid`, share)})`,
})

/** A condition that a share of the rows meets, spread over all of them. */
const sample = (row: Sql, share: number | undefined): Sql =>
  share === undefined ? sql`` : sql` where ((${row} * 2654435761) & 4294967295) < ${Math.floor(share * 2 ** 32)}`

/** The rows in the order of a hash are a shuffle: the first sizes[0] of it train, the next sizes[1] validate. */
function randomSplit(table: Sql, sizes: readonly [number, number, number], key: number): Assignment {
  const rows = sizes[0] + sizes[1] + sizes[2]
  if (sizes[0] === rows) return { ...byExpression(table, sql`0`), byRow: { table, splitOf: () => 0 } }
  const first = nthSmallestHash(key, rows, sizes[0])
  const second = nthSmallestHash(key, rows, sizes[0] + sizes[1])
  const chosen = sql`case when hash < ${first} then 0 when hash < ${second} then 1 else 2 end`
  return {
    select(columns, share) {
      const rows = sql`(select ${joinSql([...columns, sql`rowid as row`])} from ${table}${sample(sql`rowid`, share)})`
      return sql`(select * exclude (hash), (${chosen})::utinyint as split from ${withHash(rows, key)})`
    },
    byRow: {
      table,
      splitOf(row) {
        const hash = rowHash(key, row)
        return hash < first ? 0 : hash < second ? 1 : 2
      },
    },
  }
}

/** The same with groups in place of rows, each of which is dealt out as a whole. */
async function groupSplit(
  engine: DataEngine,
  table: Sql,
  probabilities: Probabilities,
  { groups: { number }, key }: { readonly groups: TableGroups; readonly key: number },
): Promise<Assignment> {
  const [[count]] = (await engine.query(sql`select (max(${number}) + 1)::double from ${table}`)) as [[number]] // an aggregate has one row
  const sizes = splitSizes(count, probabilities)
  const first = nthSmallestHash(key, count, sizes[0])
  const second = nthSmallestHash(key, count, sizes[0] + sizes[1])
  const chosen = sql`case when hash < ${first} then 0 when hash < ${second} then 1 else 2 end`
  return {
    select(columns, share) {
      const rows = sql`(select ${joinSql([...columns, sql`rowid as place`, sql`${number} as row`])} from ${table}${sample(sql`rowid`, share)})`
      return sql`(select * exclude (hash, row, place), place as row, (${chosen})::utinyint as split from ${withHash(rows, key)})`
    },
  }
}

// ── by a column ─────────────────────────────────────────────────────────────────────────────────

const splitWords = {
  0: ["0", "0.0", "train", "training"],
  1: ["1", "1.0", "validation", "val", "valid", "dev"],
  2: ["2", "2.0", "test", "testing"],
} as const

async function fixedSplit(engine: DataEngine, table: Sql, column: string, source: string): Promise<Assignment> {
  const cases = ([0, 1, 2] as const).flatMap((split) =>
    splitWords[split].map((word) => sql`when ${word} then ${split}::utinyint`),
  )
  const chosen = sql`case lower(${splitColumnName}) ${joinSql(cases, " ")} end`
  const odd = await engine.query(
    sql`select ${splitColumnName}, count(*)::double from ${table} where ${chosen} is null group by 1 order by 2 desc, 1 limit 1`,
  )
  if (odd.length > 0) {
    const [value, count] = odd[0]!
    const what = value === null ? "no value" : `"${String(value)}"`
    throw new DataError(
      "data/split",
      `the split column "${column}" of ${source} holds ${what} in ${String(count)} rows`,
      {
        at: column,
        hint: "it must hold 0, 1 or 2, or train, validation or test, in every row",
      },
    )
  }
  return byExpression(table, chosen)
}

/** A row keeps its split when other rows come or go. */
function hashSplit(table: Sql, [training, validation, test]: Probabilities): Assignment {
  const share = sql`((md5_number_lower(coalesce(${splitColumnName}, '')) % 4294967296)::double / 4294967296)`
  const last = test === 0 ? 1 : 2
  const chosen = sql`case when ${share} < ${training} then 0 when ${share} < ${rounded(training + validation)} then 1 else ${validation === 0 && test === 0 ? 0 : last} end`
  return byExpression(table, chosen)
}

// ── by an order ─────────────────────────────────────────────────────────────────────────────────

/** The first rows of an order train, the next validate, the last test; written to a table because ranking all rows is dear. */
async function rankedSplit(
  engine: DataEngine,
  table: Sql,
  sizes: readonly [number, number, number],
  ordered: Sql,
): Promise<Assignment> {
  const result = engine.tableName("split")
  const rank = sql`row_number() over (order by position, row)`
  const chosen = sql`case when ${rank} <= ${sizes[0]} then 0 when ${rank} <= ${sizes[0] + sizes[1]} then 1 else 2 end`
  await engine.run(
    sql`create table ${result} as select * exclude (position), (${chosen})::utinyint as split from ${ordered} order by row`,
  )
  await engine.run(sql`drop table ${table}`)
  return {
    select: (columns, share) =>
      sql`(select ${joinSql([...columns, sql`row`, sql`split`])} from ${result}${sample(sql`row`, share)})`,
  }
}

/** Each value's rows are spread evenly over 0 … 1, so that every cut takes the same share of each; a value's only row comes first. */
function evenOrder(table: Sql, key: number): Sql {
  const hashed = withHash(sql`(select *, rowid as row from ${table})`, key)
  const place = sql`row_number() over (partition by ${splitColumnName} order by hash)`
  const count = sql`count(*) over (partition by ${splitColumnName})`
  return sql`(select * exclude (hash), case when ${count} = 1 then 0 else (${place} - 0.5) / ${count} end + hash / 1e17 as position from ${hashed})`
}

const timeOrder = (table: Sql): Sql => sql`(select *, rowid as row, ${splitColumnName} as position from ${table})`

async function checkTimes(engine: DataEngine, table: Sql, column: string): Promise<void> {
  const [found] = await engine.query(
    sql`select count(*)::double, min(rowid)::double from ${table} where ${splitColumnName} is null`,
  )
  if (Number(found![0]) === 0) return
  throw new DataError(
    "data/split",
    `column "${column}" holds no date or time in ${String(found![0])} rows, the first is row ${Number(found![1]) + 1}`,
    {
      at: column,
      hint: "write times as 2024-05-31 or 2024-05-31T12:00:00",
    },
  )
}
