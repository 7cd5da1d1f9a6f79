// Rows that are used: a sample where one is asked for, without those that lack a value that must be there.
import { groupColumn, randomKey, sql, type Sql } from "@fidelio/core"
import type { Census } from "./census.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import type { DataEngine } from "./data-engine.ts"
import type { ParsedColumn, ParsedTable, PlannedFeature } from "./ingest.ts"
import { weightless, type Unusable } from "./row-columns.ts"
import { nthSmallestHash, withHash } from "./row-hash.ts"

/** Rows left out, with the reason. */
export interface Dropped {
  readonly rows: number
  readonly reason: string
}

export interface SelectedRows {
  readonly table: Sql
  readonly rows: number
  readonly dropped: readonly Dropped[]
}

type SampleSettings = Pick<DatasetConfig["preprocessing"], "sample_ratio" | "sample_size">

/** How many of the rows are sampled. */
export function sampleSize(rows: number, { sample_ratio: ratio, sample_size: size }: SampleSettings): number {
  const share = ratio < 1 ? Math.max(1, Math.round(rows * ratio)) : rows
  return size === null ? share : Math.min(share, Math.max(1, Math.floor(size)))
}

/** Copies the table only where rows are left out. */
export async function selectRows(
  engine: DataEngine,
  parsed: ParsedTable,
  census: Census,
  options: { readonly features: readonly PlannedFeature[]; readonly sample: SampleSettings; readonly seed: number },
): Promise<SelectedRows> {
  const sampled = sampleSize(census.rows, options.sample)
  const unusable = new Map<ParsedColumn, Unusable>()
  for (const feature of options.features) {
    const column = parsed.columns.get(feature.key)!
    const isIncomplete = census.present.get(column)! < census.rows
    if (isIncomplete && feature.preprocessing.dropsMissing(feature.config.preprocessing)) {
      const reason = feature.role === "output" ? `no target (${feature.column})` : `no ${feature.column}`
      unusable.set(column, { condition: sql`${column.name} is null`, reason })
    }
  }
  const reasons = [...unusable.values(), ...(await weightless(engine, parsed))]
  if (sampled === census.rows && reasons.length === 0) return { table: parsed.table, rows: census.rows, dropped: [] }
  const table = engine.tableName("selected")
  const { from, rows } = await sample(engine, parsed, { sampled, of: census.rows, seed: options.seed })
  const dropped = await countDropped(engine, from, reasons)
  const usable = reasons.map(({ condition }) => sql`not (${condition})`)
  const where = usable.length === 0 ? sql`` : sql` where ${conjunction(usable)}`
  await engine.run(sql`create table ${table} as select * from ${from}${where}`)
  await engine.run(sql`drop table ${parsed.table}`)
  const lost = dropped.reduce((sum, { rows }) => sum + rows, 0)
  return { table, rows: rows - lost, dropped }
}

const conjunction = (parts: readonly Sql[]): Sql => ({ text: parts.map(({ text }) => `(${text})`).join(" and ") })

interface Sampling {
  /** So many rows of so many. */
  readonly sampled: number
  readonly of: number
  readonly seed: number
}

interface Sample {
  readonly from: Sql
  readonly rows: number
}

async function sample(engine: DataEngine, parsed: ParsedTable, sampling: Sampling): Promise<Sample> {
  const { sampled, of: rows, seed } = sampling
  if (sampled === rows) return { from: parsed.table, rows }
  const key = randomKey(seed, "sample")
  const group = parsed.columns.get(groupColumn.key)
  if (group !== undefined) return await sampleGroups(engine, { table: parsed.table, group: group.name, key }, sampling)
  const bound = nthSmallestHash(key, rows, sampled)
  const hashed = withHash(sql`(select *, rowid as row from ${parsed.table})`, key)
  return { from: sql`(select * exclude (hash, row) from ${hashed} where hash < ${bound})`, rows: sampled }
}

/** The same share of the groups, each of them whole. */
async function sampleGroups(
  engine: DataEngine,
  { table, group, key }: { readonly table: Sql; readonly group: Sql; readonly key: number },
  { sampled, of: rows }: Sampling,
): Promise<Sample> {
  const [[groups]] = (await engine.query(sql`select count(distinct ${group})::double from ${table}`)) as [[number]] // an aggregate has one row
  const bound = nthSmallestHash(key, groups, Math.max(1, Math.round((groups * sampled) / rows)))
  const numbered = sql`(select *, rowid as place, dense_rank() over (order by ${group}) - 1 as row from ${table})`
  const from = engine.tableName("sampled")
  await engine.run(
    sql`create table ${from} as select * exclude (hash, row, place) from ${withHash(numbered, key)} where hash < ${bound} order by place`,
  )
  const [[left]] = (await engine.query(sql`select count(*)::double from ${from}`)) as [[number]] // likewise
  return { from, rows: left }
}

/** A row that is of no use for several reasons counts under the first. */
async function countDropped(engine: DataEngine, from: Sql, unusable: readonly Unusable[]): Promise<readonly Dropped[]> {
  if (unusable.length === 0) return []
  const cases = unusable.map(({ condition }, i) => sql` when ${condition} then ${i}`)
  const reason = sql`case${{ text: cases.map(({ text }) => text).join("") }} end`
  const counts = await engine.query(
    sql`select ${reason} as reason, count(*)::double from ${from} group by 1 having reason is not null order by 1`,
  )
  return counts.map(([index, rows]) => ({ rows: Number(rows), reason: unusable[Number(index)]!.reason }))
}
