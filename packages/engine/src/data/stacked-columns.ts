// Columns stacked one below the other, a row for each cell: right for few rows, because each query is as short as one about one column.
import { joinSql, sql, type Sql } from "@fidelio/core"
import type { AskedColumn, AskedColumns, Buckets, CountedValues } from "./asked-columns.ts"
import type { Cell, DataEngine } from "./data-engine.ts"
import type { Relation, RelationColumn } from "./relation.ts"

/** A table of a relation's cells, in the order of its rows: `place` of the column, `text` without blanks around it, `number`. */
export async function stackColumns(engine: DataEngine, relation: Relation): Promise<Sql> {
  const columns = [...relation.columns.values()]
  const numbers = columns.some(isGiven) ? sql`unnest([${joinSql(columns.map(givenNumber))}])` : sql`null::double`
  const cells = sql`select unnest(range(${columns.length}))::usmallint as place, unnest([${joinSql(columns.map(rawText))}]) as raw, ${numbers} as given from ${relation.from}`
  const clean = columns[0]?.clean ?? ((text: Sql) => text) // the same for all columns of a relation
  const cleaned = sql`select place, raw, given, nullif(trim(${clean(sql`raw`)}), '') as text from (${cells})`
  const number = sql`case when text is null then null else coalesce(given, try_cast(raw as double)) end`
  const table = engine.tableName("stacked")
  await engine.run(sql`create table ${table} as select place, text, ${number} as number from (${cleaned})`)
  return table
}

const isGiven = ({ kind }: RelationColumn): boolean => kind !== "text" && kind !== "nested" && kind !== "time"

const givenNumber = (column: RelationColumn): Sql =>
  isGiven(column) ? sql`try_cast(${column.expression} as double)` : sql`null::double`

const rawText = ({ kind, expression }: RelationColumn): Sql =>
  kind === "json" ? sql`(${expression} ->> '$')` : sql`(${expression})::varchar`

/** What a stacked table says of its columns: `rows` have a `place` and what the column's SQL names. */
export interface Stack {
  readonly rows: Sql
  readonly places: readonly number[]
  readonly column: Pick<AskedColumn, "value" | "number">
}

export class StackedColumns implements AskedColumns {
  readonly #engine: DataEngine
  readonly #stack: Stack

  constructor(engine: DataEngine, stack: Stack) {
    this.#engine = engine
    this.#stack = stack
  }

  get count(): number {
    return this.#stack.places.length
  }

  at(places: readonly number[]): StackedColumns {
    const known = this.#stack.places
    return new StackedColumns(this.#engine, { ...this.#stack, places: places.map((place) => known[place]!) }) // places of columns
  }

  async ask(aggregates: (column: AskedColumn) => readonly Sql[]): Promise<readonly (readonly Cell[])[]> {
    if (this.count === 0) return []
    const { column } = this.#stack
    const asked = aggregates({ ...column, first: sql`arg_min_null(${column.value}, row)` })
    const found = await this.#engine.query(sql`select place, ${joinSql(asked)} from ${this.#rows} group by place`)
    const byPlace = new Map(found.map(([place, ...cells]) => [Number(place), cells]))
    return this.#stack.places.map((place) => byPlace.get(place) ?? [])
  }

  async countBuckets(buckets: readonly Buckets[]): Promise<readonly (readonly number[])[]> {
    if (this.count === 0) return []
    const { places, column } = this.#stack
    const given = buckets.map(
      ({ from, width, last }, i) => sql`(${places[i]!}, ${from}::double, ${width}::double, ${last}::double)`,
    )
    const bucket = sql`least(last, greatest(0, floor((${column.value} - lowest) / width)))`
    const found = await this.#engine.query(
      sql`select place, ${bucket}::double as bucket, count(*)::double from ${this.#rows} join (values ${joinSql(given)}) buckets(place, lowest, width, last) using (place) where isfinite(${column.value}) group by place, bucket`,
    )
    const counts = new Map(places.map((place, i) => [place, Array.from({ length: buckets[i]!.last + 1 }, () => 0)]))
    for (const [place, at, values] of found) counts.get(Number(place))![Number(at)] = Number(values)
    return [...counts.values()]
  }

  async countValues(most: number): Promise<readonly CountedValues[]> {
    if (this.count === 0) return []
    const { places, column } = this.#stack
    const groups = sql`select place, ${column.value} as value, count(*) as n from ${this.#rows} where ${column.value} is not null group by place, value`
    const ranked = sql`select *, row_number() over (partition by place order by n desc, value) as rank, count(*) over (partition by place) as different from (${groups})`
    const found = await this.#engine.query(
      sql`select place, value::varchar, n::double, different::double from (${ranked}) where rank <= ${most} order by place, rank`,
    )
    const byPlace = Map.groupBy(found, ([place]) => Number(place))
    return places.map((place) => {
      const values = byPlace.get(place) ?? []
      const top = values.map(([, value, count]) => ({ value: value!, count: Number(count) })) // groups are of values
      return { distinct: Number(values[0]?.[3] ?? 0), top }
    })
  }

  get #rows(): Sql {
    const { rows, places } = this.#stack
    return sql`(select * from (${rows}) where place in (${joinSql(places)}))`
  }
}
