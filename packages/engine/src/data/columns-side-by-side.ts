// Columns side by side, as tables have them: right for many rows. Each query is about some columns, for planning one about all takes long.
import { joinSql, sql, type Sql } from "@fidelio/core"
import type { AskedColumn, AskedColumns, Buckets, CountedValues } from "./asked-columns.ts"
import type { Cell, DataEngine } from "./data-engine.ts"

const columnsPerQuery = 60

export class ColumnsSideBySide implements AskedColumns {
  readonly #engine: DataEngine
  readonly #table: Sql
  readonly #names: readonly Sql[]

  constructor(engine: DataEngine, table: Sql, names: readonly Sql[]) {
    this.#engine = engine
    this.#table = table
    this.#names = names
  }

  get count(): number {
    return this.#names.length
  }

  at(places: readonly number[]): ColumnsSideBySide {
    const names = places.map((place) => this.#names[place]!) // places of columns
    return new ColumnsSideBySide(this.#engine, this.#table, names)
  }

  async ask(aggregates: (column: AskedColumn) => readonly Sql[]): Promise<readonly (readonly Cell[])[]> {
    const answers: (readonly Cell[])[] = []
    for (let start = 0; start < this.count; start += columnsPerQuery) {
      const asked = this.#names
        .slice(start, start + columnsPerQuery)
        .map((value) => aggregates({ value, number: sql`try_cast(${value} as double)`, first: sql`first(${value})` }))
      const [found = []] = await this.#engine.query(sql`select ${joinSql(asked.flat())} from ${this.#table}`)
      let place = 0
      for (const { length } of asked) answers.push(found.slice(place, (place += length)))
    }
    return answers
  }

  async countBuckets(buckets: readonly Buckets[]): Promise<readonly (readonly number[])[]> {
    const counts: number[][] = []
    for (const [i, { from, width, last }] of buckets.entries()) {
      const name = this.#names[i]! // one a column
      const bucket = sql`least(${last}, greatest(0, floor((${name} - ${from}::double) / ${width}::double)))`
      const found = await this.#engine.query(
        sql`select ${bucket}::double as bucket, count(*)::double from ${this.#table} where isfinite(${name}) group by bucket`,
      )
      const counted = Array.from({ length: last + 1 }, () => 0)
      for (const [place, values] of found) counted[Number(place)] = Number(values)
      counts.push(counted)
    }
    return counts
  }

  async countValues(most: number): Promise<readonly CountedValues[]> {
    const counted: CountedValues[] = []
    for (const name of this.#names) {
      const groups = sql`select ${name} as value, count(*) as n from ${this.#table} where ${name} is not null group by value`
      const found = await this.#engine.query(
        sql`select value::varchar, n::double, (count(*) over ())::double from (${groups}) order by n desc, value limit ${most}`,
      )
      const top = found.map(([value, count]) => ({ value: value!, count: Number(count) })) // groups are of values
      counted.push({ distinct: Number(found[0]?.[2] ?? 0), top })
    }
    return counted
  }
}
