// Fits every feature to the training rows: the questions of all features of a round are asked together.
import {
  applySql,
  identifier,
  joinSql,
  sql,
  sqlList,
  type FitContext,
  type Fitted,
  type Fitting,
  type Frequency,
  type Sql,
  type Statistics,
  type StatisticsRequest,
} from "@fidelio/core"
import type { Cell, DataEngine } from "./data-engine.ts"
import type { ParsedColumn, ParsedTable, PlannedFeature } from "./ingest.ts"
import type { SplitTable } from "./splits.ts"

export interface FitOptions {
  readonly parsed: ParsedTable
  readonly rows: SplitTable
  notice(message: string): void
}

interface Asking {
  readonly feature: PlannedFeature
  readonly column: ParsedColumn
  readonly fitting: Fitting
  request: StatisticsRequest
}

/** What each feature learned, in the order given. */
export async function fitFeatures(
  engine: DataEngine,
  features: readonly PlannedFeature[],
  options: FitOptions,
): Promise<ReadonlyMap<PlannedFeature, Fitted>> {
  const fitted = new Map<PlannedFeature, Fitted>()
  let asking: Asking[] = []
  const proceed = (feature: PlannedFeature, fitting: Fitting, answer?: Statistics): void => {
    const turn = answer === undefined ? fitting.next() : fitting.next(answer)
    if (turn.done === true) fitted.set(feature, turn.value)
    else asking.push({ feature, column: options.parsed.columns.get(feature.key)!, fitting, request: turn.value })
  }
  for (const feature of features) {
    const context: FitContext = { column: feature.column, role: feature.role, notice: options.notice }
    proceed(feature, feature.preprocessing.fit(feature.config.preprocessing, context))
  }
  while (asking.length > 0) {
    const round = asking
    asking = []
    const answers = await answer(engine, round, options.rows)
    for (const [i, { feature, fitting }] of round.entries()) proceed(feature, fitting, answers[i])
  }
  return fitted
}

async function answer(engine: DataEngine, round: readonly Asking[], rows: SplitTable): Promise<readonly Statistics[]> {
  const aggregates = await askAggregates(engine, round, rows)
  const quantiles = await askQuantiles(engine, round, rows)
  const frequencies = await askFrequencies(engine, round, rows)
  return round.map((asking, i) => ({
    rows: rows.sizes[0],
    missing: rows.sizes[0] - (aggregates[i]!.get(presentName) ?? 0),
    aggregates: Object.fromEntries(aggregates[i]!),
    quantiles: quantiles[i]!,
    frequencies: frequencies[i]!,
  }))
}

/** The value that a request is about, from a parsed column. */
const valueOf = ({ column, request }: Asking): Sql =>
  applySql(request.steps ?? [], { expression: column.name, kind: column.kind }, { rowOrder: sql`row` }).expression

/** Every request is also told how many values there are. */
const presentName = ""
const expressionsPerQuery = 1000

async function askAggregates(
  engine: DataEngine,
  round: readonly Asking[],
  { from }: SplitTable,
): Promise<readonly ReadonlyMap<string, number | null>[]> {
  const answers = round.map(() => new Map<string, number | null>())
  const asked = round.flatMap((asking, place) => {
    const named = Object.entries({ [presentName]: (value: Sql) => sql`count(${value})`, ...asking.request.aggregates })
    return named.map(([name, aggregate]) => ({ place, name, aggregate }))
  })
  for (let start = 0; start < asked.length; start += expressionsPerQuery) {
    const part = asked.slice(start, start + expressionsPerQuery)
    const places = [...new Set(part.map(({ place }) => place))]
    const values = places.map((place) => sql`${valueOf(round[place]!)} as ${valueName(place)}`)
    const expressions = part.map(({ place, aggregate }) => sql`(${aggregate(valueName(place))})::double`)
    const [found] = await engine.query(
      sql`select ${joinSql(expressions)} from (select ${joinSql(values)} from ${from} where split = 0)`,
    )
    for (const [i, { place, name }] of part.entries()) answers[place]!.set(name, numberOrNull(found![i]))
  }
  return answers
}

const valueName = (place: number): Sql => identifier(`v${place}`)

const numberOrNull = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined || Number.isNaN(Number(cell)) ? null : Number(cell)

/** Above this, quantiles are those of a sample of about half as many rows: sorting millions costs more than all else. */
const exactBelow = 500_000

async function askQuantiles(
  engine: DataEngine,
  round: readonly Asking[],
  { from, sizes }: SplitTable,
): Promise<readonly (readonly number[])[]> {
  const answers: (readonly number[])[] = round.map(() => [])
  const asked = round.flatMap(({ request }, place) => (request.quantiles === undefined ? [] : [place]))
  const perQuery = 200
  for (let start = 0; start < asked.length; start += perQuery) {
    const places = asked.slice(start, start + perQuery)
    const values = places.map((place) => sql`${valueOf(round[place]!)} as ${valueName(place)}`)
    const expressions = places.map(
      (place) => sql`quantile_cont(${valueName(place)}, ${sqlList(round[place]!.request.quantiles!)})`,
    )
    const share = Math.floor((exactBelow / 2 / sizes[0]) * 2 ** 32)
    const sampled = sizes[0] <= exactBelow ? sql`` : sql` and (row * 2654435761) % 4294967296 < ${share}`
    const [found] = await engine.query(
      sql`select ${joinSql(expressions)} from (select ${joinSql(values)} from ${from} where split = 0${sampled})`,
    )
    for (const [i, place] of places.entries()) answers[place] = (found![i] as readonly number[] | null) ?? []
  }
  return answers
}

async function askFrequencies(
  engine: DataEngine,
  round: readonly Asking[],
  { from }: SplitTable,
): Promise<readonly (readonly Frequency[])[]> {
  const answers: Frequency[][] = round.map(() => [])
  const asked = round.flatMap(({ request }, place) => (request.frequencies === undefined ? [] : [place]))
  const perQuery = 50
  for (let start = 0; start < asked.length; start += perQuery) {
    const selects = asked.slice(start, start + perQuery).map((place) => frequencyQuery(round[place]!, place, from))
    const found = await engine.query(joinSql(selects, " union all "))
    for (const [place, value, count] of found) {
      answers[Number(place)]!.push({ value: String(value), count: Number(count) })
    }
  }
  return answers
}

function frequencyQuery(asking: Asking, place: number, from: Sql): Sql {
  const { frequencies, everyRow = false } = asking.request
  const where = everyRow ? sql`` : sql` where split = 0`
  const count = everyRow ? sql`count(*) filter (split = 0)` : sql`count(*)`
  return sql`(select ${place} as place, value::varchar as value, ${count}::double as count from (select ${valueOf(asking)} as value, split from ${from}${where}) where value is not null group by value order by count desc, value limit ${frequencies!})`
}
