// How the numbers of a table's columns are distributed.
import { sql, sqlList, type Sql } from "@fidelio/core"
import type { AskedColumns, Buckets } from "./asked-columns.ts"

/** One count between each two edges. */
export interface Histogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
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
const mostBuckets = 20
/** Rows from which on quantiles are estimated. */
const estimateFrom = 500_000
/** Squares of greater numbers are no numbers. */
const largestSquared = 1e150

/** Of columns of numbers, in order. Infinite values and NaN are left out. */
export async function measureNumbers(columns: AskedColumns, rows: number): Promise<readonly NumberProfile[]> {
  const spreads = await spreadsOf(columns, rows)
  const bucketings = spreads.map(bucketingOf)
  const places = bucketings.flatMap((bucketing, place) => (bucketing === null ? [] : [place]))
  const counts = await columns.at(places).countBuckets(places.map((place) => bucketings[place]!.buckets))
  const counted = new Map(places.map((place, i) => [place, counts[i]!])) // one a column that has buckets
  return spreads.map(({ min, max, mean, standardDeviation, quantiles }, place) => {
    const edges = bucketings[place]?.edges
    const histogram = edges === undefined ? null : { edges, counts: counted.get(place)! }
    return { min, max, mean, standardDeviation, quantiles, histogram }
  })
}

interface Spread extends Omit<NumberProfile, "histogram"> {
  readonly isWhole: boolean
}

const numberOrNull = (cell: unknown): number | null => {
  const number = cell === null || cell === undefined ? Number.NaN : Number(cell)
  return Number.isFinite(number) ? number : null
}

async function spreadsOf(columns: AskedColumns, rows: number): Promise<readonly Spread[]> {
  const quantiles = (value: Sql): Sql =>
    rows < estimateFrom
      ? sql`quantile_cont(${value}, ${sqlList(shares)}) filter (isfinite(${value}))`
      : sql`approx_quantile(${value}, ${sqlList(shares)}::float[]) filter (isfinite(${value}))`
  const answers = await columns.ask(({ value }) => {
    const isFinite = sql`isfinite(${value})`
    const canSquare = sql`abs(${value}) < ${largestSquared}`
    return [
      sql`min(${value}) filter (${isFinite})`,
      sql`max(${value}) filter (${isFinite})`,
      sql`coalesce(bool_and(${value} = trunc(${value})) filter (${isFinite}), false)`,
      sql`avg(${value}) filter (${canSquare})`,
      sql`stddev_samp(${value}) filter (${canSquare})`,
      sql`to_json(${quantiles(value)})`,
    ]
  })
  return answers.map(([lowest, highest, isWhole, mean, deviation, quantiles]) => {
    const [min, max] = [numberOrNull(lowest), numberOrNull(highest)]
    const hasMoments = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) < largestSquared
    return {
      min,
      max,
      mean: hasMoments ? numberOrNull(mean) : null,
      standardDeviation: hasMoments ? numberOrNull(deviation) : null,
      quantiles: typeof quantiles === "string" ? (JSON.parse(quantiles) as number[]) : null, // as asked
      isWhole: isWhole === true,
    }
  })
}

interface Bucketing {
  readonly buckets: Buckets
  readonly edges: readonly number[]
}

function bucketingOf({ min, max, isWhole }: Spread): Bucketing | null {
  if (min === null || max === null || !Number.isFinite(max - min)) return null
  // Few whole numbers have a bucket each, in its middle.
  const isByValue = min === max || (isWhole && max - min < mostBuckets)
  const [from, to] = isByValue ? [min - 0.5, max + 0.5] : [min, max]
  const count = isByValue ? Math.round(to - from) : mostBuckets
  const width = (to - from) / count
  if (!(width > 0)) return null
  const edges = Array.from({ length: count + 1 }, (_, i) => (i === count ? to : from + i * width))
  return { buckets: { from, width, last: count - 1 }, edges }
}
