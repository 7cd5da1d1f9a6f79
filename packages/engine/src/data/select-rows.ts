// Rows that are used: a sample where one is asked for, without those that lack a value that must be there.
import { randomKey, sql, type Sql } from "@fidelio/core"
import type { Census } from "./census.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import type { DataEngine } from "./data-engine.ts"
import type { ParsedColumn, ParsedTable, PlannedFeature } from "./ingest.ts"
import { nthSmallestHash, withHash } from "./splits.ts"

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
  const required = new Map<ParsedColumn, string>()
  for (const feature of options.features) {
    const column = parsed.columns.get(feature.key)!
    const isIncomplete = census.present.get(column)! < census.rows
    if (isIncomplete && feature.preprocessing.dropsMissing(feature.config.preprocessing)) {
      required.set(column, feature.role === "output" ? `no target (${feature.column})` : `no ${feature.column}`)
    }
  }
  if (sampled === census.rows && required.size === 0) return { table: parsed.table, rows: census.rows, dropped: [] }
  const table = engine.tableName("selected")
  const from =
    sampled === census.rows ? parsed.table : sampledRows(parsed.table, census.rows, { sampled, seed: options.seed })
  const dropped = await countDropped(engine, from, required)
  const complete = [...required.keys()].map(({ name }) => sql`${name} is not null`)
  const where = complete.length === 0 ? sql`` : sql` where ${conjunction(complete)}`
  await engine.run(sql`create table ${table} as select * from ${from}${where}`)
  await engine.run(sql`drop table ${parsed.table}`)
  const lost = dropped.reduce((sum, { rows }) => sum + rows, 0)
  return { table, rows: sampled - lost, dropped }
}

const conjunction = (parts: readonly Sql[]): Sql => ({ text: parts.map(({ text }) => `(${text})`).join(" and ") })

function sampledRows(
  table: Sql,
  rows: number,
  { sampled, seed }: { readonly sampled: number; readonly seed: number },
): Sql {
  const key = randomKey(seed, "sample")
  const bound = nthSmallestHash(key, rows, sampled)
  const hashed = withHash(sql`(select *, rowid as row from ${table})`, key)
  return sql`(select * exclude (hash, row) from ${hashed} where hash < ${bound})`
}

/** A row that lacks several values counts under the first. */
async function countDropped(
  engine: DataEngine,
  from: Sql,
  required: ReadonlyMap<ParsedColumn, string>,
): Promise<readonly Dropped[]> {
  if (required.size === 0) return []
  const cases = [...required.keys()].map(({ name }, i) => sql` when ${name} is null then ${i}`)
  const reason = sql`case${{ text: cases.map(({ text }) => text).join("") }} end`
  const counts = await engine.query(
    sql`select ${reason} as reason, count(*)::double from ${from} group by 1 having reason is not null order by 1`,
  )
  const reasons = [...required.values()]
  return counts.map(([index, rows]) => ({ rows: Number(rows), reason: reasons[Number(index)]! }))
}
