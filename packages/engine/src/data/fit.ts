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
import { textOf } from "./encode.ts"
import type { ParsedColumn, ParsedTable, PlannedFeature } from "./ingest.ts"
import type { SplitTable } from "./splits.ts"

export interface FitOptions {
  readonly parsed: ParsedTable
  readonly rows: SplitTable
  readonly notice: (message: string) => void
}

interface Asking {
  readonly feature: PlannedFeature
  readonly column: ParsedColumn
  readonly fitting: Fitting
  request: StatisticsRequest
}

/** What a feature learned, and how many different values it has where they were counted. */
export interface FittedColumn extends Fitted {
  readonly distinct: number | undefined
}

export async function fitFeatures(
  engine: DataEngine,
  features: readonly PlannedFeature[],
  options: FitOptions,
): Promise<ReadonlyMap<PlannedFeature, FittedColumn>> {
  const fitted = new Map<PlannedFeature, FittedColumn>()
  let asking: Asking[] = []
  const proceed = (feature: PlannedFeature, fitting: Fitting, answer?: Statistics & Counted): void => {
    const turn = answer === undefined ? fitting.next() : fitting.next(answer)
    if (turn.done === true) fitted.set(feature, { ...turn.value, distinct: answer?.distinct })
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

interface Counted {
  readonly distinct: number | undefined
}

async function answer(
  engine: DataEngine,
  round: readonly Asking[],
  rows: SplitTable,
): Promise<readonly (Statistics & Counted)[]> {
  const aggregates = await askAggregates(engine, round, rows)
  const quantiles = await askQuantiles(engine, round, rows)
  const frequencies = await askFrequencies(engine, round, rows)
  return round.map((asking, i) => ({
    rows: rows.sizes[0],
    missing: rows.sizes[0] - (aggregates[i]!.get(presentName) ?? 0),
    aggregates: Object.fromEntries(aggregates[i]!),
    quantiles: quantiles[i]!,
    frequencies: frequencies[i]!.values,
    distinct: frequencies[i]!.distinct,
  }))
}

/** The value that a request is about, from a parsed column. */
const valueOf = ({ column, request }: Asking): Sql =>
  applySql(
    request.steps ?? [],
    { expression: textOf({ column: column.name, dictionary: column.dictionary }), kind: column.kind },
    { rowOrder: sql`row` },
  ).expression

/** The rows, or a share of them, with the columns that these requests are about. */
function rowsWith(rows: SplitTable, round: readonly Asking[], places: readonly number[], share?: number): Sql {
  return rows.select([...new Set(places.map((place) => round[place]!.column.name))], share)
}

/** Every request is also told how many values there are. */
const presentName = ""
const expressionsPerQuery = 1000

async function askAggregates(
  engine: DataEngine,
  round: readonly Asking[],
  rows: SplitTable,
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
      sql`select ${joinSql(expressions)} from (select ${joinSql(values)} from ${rowsWith(rows, round, places)} where split = 0)`,
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
  rows: SplitTable,
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
    const share = rows.sizes[0] <= exactBelow ? undefined : exactBelow / 2 / rows.sizes[0]
    const sampled = rowsWith(rows, round, places, share)
    const [found] = await engine.query(
      sql`select ${joinSql(expressions)} from (select ${joinSql(values)} from ${sampled} where split = 0)`,
    )
    for (const [i, place] of places.entries()) answers[place] = (found![i] as unknown as readonly number[] | null) ?? [] // a list, as asked
  }
  return answers
}

interface CountedValues extends Counted {
  readonly values: readonly Frequency[]
}

async function askFrequencies(
  engine: DataEngine,
  round: readonly Asking[],
  rows: SplitTable,
): Promise<readonly CountedValues[]> {
  const values: Frequency[][] = round.map(() => [])
  const distinct: (number | undefined)[] = round.map(() => undefined)
  const asked = round.flatMap(({ request }, place) => (request.frequencies === undefined ? [] : [place]))
  for (let start = 0; start < asked.length; start += groupingsPerQuery) {
    const places = asked.slice(start, start + groupingsPerQuery)
    for (const place of places) distinct[place] = 0
    for (const [i, value, count, different] of await engine.query(
      frequencyQuery(round, places, rowsWith(rows, round, places)),
    )) {
      const place = places[Number(i)]!
      values[place]!.push({ value: String(value), count: Number(count) })
      distinct[place] = Number(different)
    }
  }
  return round.map((_, i) => ({ values: values[i]!, distinct: distinct[i] }))
}

/** `grouping_id` has a bit for each column of a query. */
const groupingsPerQuery = 50

/** Places in a dictionary need not be texts before they are counted. */
function groupedValue(asking: Asking): Sql {
  const { column, request } = asking
  const isPlace = column.dictionary !== undefined && (request.steps ?? []).length === 0
  return isPlace ? column.name : sql`(${valueOf(asking)})::varchar`
}

/** All columns' values are counted in one pass over the rows. */
function frequencyQuery(round: readonly Asking[], places: readonly number[], from: Sql): Sql {
  const names = places.map(valueName)
  const texts = joinSql(names.map((name) => sql`${name}::varchar`))
  const values = places.map((place) => sql`${groupedValue(round[place]!)} as ${valueName(place)}`)
  const sets = joinSql(names.map((name) => sql`(${name})`))
  // The bits of the columns that are not grouped by are set, the first column's the highest.
  const all = 2n ** BigInt(places.length) - 1n
  const cases = (result: (place: number) => Sql): Sql =>
    sql`case id ${joinSql(
      places.map((place, i) => sql`when ${all - 2n ** BigInt(places.length - 1 - i)} then ${result(place)}`),
      " ",
    )} end`
  const position = cases((place) => sql`${places.indexOf(place)}`)
  const limit = cases((place) => sql`${round[place]!.request.frequencies!}`) // they are those that ask
  const least = cases((place) => (round[place]!.request.everyRow === true ? sql`0` : sql`1`))
  const counted = sql`select grouping_id(${joinSql(names)}) as id, coalesce(${texts}) as value, count(*) filter (split = 0) as number from (select ${joinSql(values)}, split from ${from}) group by grouping sets (${sets})`
  const ranked = sql`select *, row_number() over (partition by id order by number desc, value) as place, count(*) over (partition by id) as different from (${counted}) where value is not null`
  return sql`select ${position}, value, number::double, different::double from (${ranked}) where place <= ${limit} and number >= ${least} order by id desc, place`
}
