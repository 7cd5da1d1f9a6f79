// How the numbers of a table's columns are distributed.
import { joinSql, sql, sqlList, type Sql } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"

/** One count between each two edges. */
export interface Histogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

export interface NumberColumn {
  readonly place: number
  readonly name: Sql
}

export interface NumberProfile {
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly standardDeviation: number | null
  readonly quantiles: readonly number[] | null
  readonly histogram: Histogram | null
}

const shares = [0.05, 0.25, 0.5, 0.75, 0.95]
const buckets = 20
const columnsPerQuery = 60
/** Rows from which on quantiles are estimated. */
const estimateFrom = 500_000
/** Squares of greater numbers are no numbers. */
const largestSquared = 1e150

/** By the place of the column. Infinite values and NaN are left out. */
export async function measureNumbers(
  engine: DataEngine,
  table: Sql,
  columns: readonly NumberColumn[],
  rows: number,
): Promise<ReadonlyMap<number, NumberProfile>> {
  const profiles = new Map<number, NumberProfile>()
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const part = columns.slice(start, start + columnsPerQuery)
    const ranges = await rangesOf(engine, table, part)
    const spreads = await spreadsOf(engine, table, { columns: part, ranges, rows })
    for (const [i, { place, name }] of part.entries()) {
      const range = ranges[i]! // one a column
      const { min, max } = range
      profiles.set(place, { min, max, ...spreads[i]!, histogram: await histogramOf(engine, table, name, range) })
    }
  }
  return profiles
}

interface Range {
  readonly min: number | null
  readonly max: number | null
}

const numberOrNull = (cell: unknown): number | null => {
  const number = cell === null || cell === undefined ? Number.NaN : Number(cell)
  return Number.isFinite(number) ? number : null
}

const cellsPerRange = 3

async function rangesOf(
  engine: DataEngine,
  table: Sql,
  columns: readonly NumberColumn[],
): Promise<readonly (Range & { readonly isWhole: boolean })[]> {
  const aggregates = columns.map(
    ({ name }) =>
      sql`min(${name}) filter (isfinite(${name})), max(${name}) filter (isfinite(${name})), coalesce(bool_and(${name} = trunc(${name})) filter (isfinite(${name})), false)`,
  )
  const [found = []] = await engine.query(sql`select ${joinSql(aggregates)} from ${table}`)
  return columns.map((_, i) => {
    const [min, max, isWhole] = found.slice(cellsPerRange * i)
    return { min: numberOrNull(min), max: numberOrNull(max), isWhole: isWhole === true }
  })
}

interface Spread {
  readonly mean: number | null
  readonly standardDeviation: number | null
  readonly quantiles: readonly number[] | null
}

const cellsPerSpread = 3

async function spreadsOf(
  engine: DataEngine,
  table: Sql,
  {
    columns,
    ranges,
    rows,
  }: { readonly columns: readonly NumberColumn[]; readonly ranges: readonly Range[]; readonly rows: number },
): Promise<readonly Spread[]> {
  const quantiles = (name: Sql): Sql =>
    rows < estimateFrom
      ? sql`quantile_cont(${name}, ${sqlList(shares)}) filter (isfinite(${name}))`
      : sql`approx_quantile(${name}, ${sqlList(shares)}::float[]) filter (isfinite(${name}))`
  const aggregates = columns.map(({ name }, i) => {
    const { min, max } = ranges[i]! // one a column
    const canSquare = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) < largestSquared
    const moments = canSquare
      ? sql`avg(${name}) filter (isfinite(${name})), stddev_samp(${name}) filter (isfinite(${name}))`
      : sql`null, null`
    return sql`${moments}, to_json(${quantiles(name)})`
  })
  const [found = []] = await engine.query(sql`select ${joinSql(aggregates)} from ${table}`)
  return columns.map((_, i) => {
    const [mean, deviation, quantiles] = found.slice(cellsPerSpread * i)
    const known = typeof quantiles === "string" ? (JSON.parse(quantiles) as number[]) : null // as asked
    return { mean: numberOrNull(mean), standardDeviation: numberOrNull(deviation), quantiles: known }
  })
}

async function histogramOf(
  engine: DataEngine,
  table: Sql,
  name: Sql,
  { min, max, isWhole }: Range & { readonly isWhole: boolean },
): Promise<Histogram | null> {
  if (min === null || max === null || !Number.isFinite(max - min)) return null
  // Few whole numbers have a bucket each, in its middle.
  const isByValue = min === max || (isWhole && max - min < buckets)
  const [from, to] = isByValue ? [min - 0.5, max + 0.5] : [min, max]
  const count = isByValue ? Math.round(to - from) : buckets
  const width = (to - from) / count
  if (!(width > 0)) return null
  const bucket = sql`least(${count - 1}, greatest(0, floor((${name} - ${from}::double) / ${width}::double)))`
  const found = await engine.query(
    sql`select ${bucket}::double as bucket, count(*)::double from ${table} where isfinite(${name}) group by bucket`,
  )
  const counts = Array.from({ length: count }, () => 0)
  for (const [place, values] of found) counts[Number(place)] = Number(values)
  return { edges: Array.from({ length: count + 1 }, (_, i) => (i === count ? to : from + i * width)), counts }
}
