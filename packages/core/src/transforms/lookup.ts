// Text → its place in a vocabulary.
import { cast } from "../ops/index.ts"
import { joinSql, sql, type Sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface LookupStep {
  readonly type: "lookup"
  readonly vocabulary: readonly string[]
  /** Other spellings of words of the vocabulary, with their places. */
  readonly aliases: Readonly<Record<string, number>>
  /** The place of a text that is not in the vocabulary; null: it is an error. */
  readonly unknown: number | null
  /** The place of a missing value. */
  readonly missing: number
  /** int32 for ids; float32 for truth values. */
  readonly dtype: "int32" | "float32"
}

const entries = ({ vocabulary, aliases }: LookupStep): readonly (readonly [string, number])[] => [
  ...vocabulary.map((word, place) => [word, place] as const),
  ...Object.entries(aliases),
]

/** The database finds a word in a dictionary type by hashing; an alias's place is then looked up by its code. */
function placeOf(step: LookupStep, text: Sql): Sql {
  const all = entries(step)
  if (all.length === 0) return sql`null::integer`
  const code = sql`enum_code(try_cast(${text} as enum(${joinSql(all.map(([word]) => word))})))::integer`
  if (all.length === step.vocabulary.length) return code
  const places = all.map(([, place]) => place)
  return sql`([${joinSql(places)}]::integer[])[${code} + 1]`
}

export const lookup: Transform<LookupStep> = {
  type: "lookup",
  toSql(step, { expression }) {
    const known = placeOf(step, expression)
    const unknown = step.unknown ?? NaN
    const place = sql`case when (${expression}) is null then ${step.missing} else coalesce(${known}, ${unknown}) end`
    return { expression: place, kind: step.dtype === "int32" ? "integer" : "float" }
  },
  toGraph(step, value) {
    const all = [...entries(step), ["", step.missing] as const]
    const keys = all.map(([word]) => word)
    const places = all.map(([, place]) => place)
    const attributes =
      step.dtype === "int32"
        ? { keys_strings: keys, values_int64s: places, default_int64: step.unknown ?? -1 }
        : { keys_strings: keys, values_floats: places, default_float: step.unknown ?? NaN }
    const dtype = step.dtype === "int32" ? "int64" : "float32"
    const [place] = value.graph.append({
      type: "LabelEncoder",
      domain: "ai.onnx.ml",
      inputs: [value],
      attributes,
      outputs: [{ dtype, shape: value.shape }],
    })
    return step.dtype === "int32" ? cast(place!, "int32") : place! // one output
  },
}
