// Text, whole numbers, truth values or times → numbers; infinities and NaN are missing values.
import { isInf, where } from "../ops/index.ts"
import { sql, type Sql } from "../sql.ts"
import type { SqlColumn, Transform } from "./transform.ts"

export interface ParseNumberStep {
  readonly type: "parse_number"
}

/** Numbers beyond this are no float32. */
const largest = 3.4028234663852886e38

/** A number that says nothing is missing; one that is too large is marked. */
const finite = (number: Sql): Sql =>
  sql`case when abs(${number}) <= ${largest} then ${number} when isfinite(${number}) then ${NaN} end`

/** A cell that is no number becomes NaN here, to be found and reported; a cell that says NaN or infinity is missing. */
const fromText = (text: Sql): Sql =>
  sql`case when try_cast(${text} as double) is not null then ${finite(sql`try_cast(${text} as double)`)} when not regexp_full_match(${text}, ${saysNothing}) then ${NaN} end`

/** Blanks, and spellings of infinity and NaN that the cast does not know. */
const saysNothing = "\\s*([+-]?(?i:inf|infinity|nan))?\\s*"

/** The same but for cells that are blank, infinite or too large, which are left for a second look; several times as fast. */
const fromTextQuickly = ({ expression, raw = expression }: SqlColumn): Sql =>
  sql`coalesce(try_cast(${raw} as double), case when (${expression}) is not null then ${NaN} end)`

function toNumber(column: SqlColumn, quick: boolean): Sql {
  const { expression } = column
  switch (column.kind) {
    case "text":
      return quick ? fromTextQuickly(column) : fromText(expression)
    case "json":
      return fromText(sql`(${expression} ->> '$')`)
    case "integer":
      return sql`(${expression})::double`
    case "float":
      return finite(sql`(${expression})::double`)
    case "boolean":
      return sql`(${expression})::integer::double`
    case "time":
      return sql`epoch(${expression})::double`
    case "nested":
      return sql`case when (${expression}) is not null then ${NaN} end`
  }
}

/** Whether what a quick look has found is the whole truth, from the least and the greatest value (NaN is the greatest of all). */
export const isQuickEnough = (min: number | null, max: number | null): boolean =>
  min === null || max === null || (min >= -largest && max <= largest)

export const parseNumber: Transform<ParseNumberStep> = {
  type: "parse_number",
  toSql: (_, column, { quick = false }) => ({ expression: toNumber(column, quick), kind: "float" }),
  toGraph: (_, value) => where(isInf(value), value.graph.constant(NaN), value),
}
