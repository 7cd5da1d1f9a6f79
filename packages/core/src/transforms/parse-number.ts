// Text, whole numbers, truth values or times → numbers; infinities and NaN are missing values.
import { isInf, where } from "../ops/index.ts"
import { sql, type Sql } from "../sql.ts"
import type { ColumnKind, Transform } from "./transform.ts"

export interface ParseNumberStep {
  readonly type: "parse_number"
}

/** A cell that is no number becomes NaN here, to be found and reported; a cell that says NaN or infinity is missing. */
const fromText = (text: Sql): Sql =>
  sql`case when ${text} is null or trim(${text}) = '' then null when try_cast(${text} as double) is null then ${unreadable(text)} when isfinite(try_cast(${text} as double)) then try_cast(${text} as double) end`

/** Spellings of infinity and NaN that the cast does not know. */
const unreadable = (text: Sql): Sql =>
  sql`case when regexp_full_match(lower(trim(${text})), '[+-]?(inf|infinity|nan)') then null else ${NaN} end`

function toNumber(expression: Sql, kind: ColumnKind): Sql {
  switch (kind) {
    case "text":
      return fromText(expression)
    case "json":
      return fromText(sql`(${expression} ->> '$')`)
    case "integer":
      return sql`(${expression})::double`
    case "float":
      return sql`case when isfinite((${expression})::double) then (${expression})::double end`
    case "boolean":
      return sql`(${expression})::integer::double`
    case "time":
      return sql`epoch(${expression})::double`
    case "nested":
      return sql`case when (${expression}) is not null then ${NaN} end`
  }
}

export const parseNumber: Transform<ParseNumberStep> = {
  type: "parse_number",
  toSql: (_, { expression, kind }) => ({ expression: toNumber(expression, kind), kind: "float" }),
  toGraph: (_, value) => where(isInf(value), value.graph.constant(NaN), value),
}
