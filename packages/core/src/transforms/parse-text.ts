// Any value → its text without white space around it; nothing but white space is a missing value.
import { joinSql, sql, type Sql } from "../sql.ts"
import type { ColumnKind, Transform } from "./transform.ts"

export interface ParseTextStep {
  readonly type: "parse_text"
}

/** From here on a double may not be exactly the whole number it prints as. */
const exactBelow = 1e15

const whiteSpace = [" ", "\t", "\n", "\r"]

/** Trimming takes longer than reading a file; hardly any value needs it. */
function trimmed(text: Sql): Sql {
  const ends = whiteSpace.map((space) => sql`suffix(${text}, ${space})`)
  return sql`case when ${text} >= '!' and not (${joinSql(ends, " or ")}) then ${text} else nullif(trim(${text}, ${whiteSpace.join("")}), '') end`
}

function toText(value: Sql, kind: ColumnKind): Sql {
  switch (kind) {
    case "text":
      return trimmed(value)
    case "json":
      return trimmed(sql`(${value} ->> '$')`)
    case "integer":
    case "time":
      return sql`(${value})::varchar`
    case "float": // 1.0 is written 1, as a table of whole numbers with gaps would have it
      return sql`case when (${value}) = trunc(${value}) and abs(${value}) < ${exactBelow} then (${value})::bigint::varchar when isfinite((${value})::double) then (${value})::varchar end`
    case "boolean":
      return sql`case (${value}) when true then 'True' when false then 'False' end`
    case "nested":
      return sql`(${value})::varchar`
  }
}

export const parseText: Transform<ParseTextStep> = {
  type: "parse_text",
  toSql: (_, { expression, kind }) => ({ expression: toText(expression, kind), kind: "text" }),
  // No operator trims: who runs the graph gives it clean text.
  toGraph: (_, value) => value,
}
