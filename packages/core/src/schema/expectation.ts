// What a schema allows, in words: for messages and for the reference pages.
import { z } from "zod"
import { choicesOf, unwrap } from "./walk.ts"

/** How many names a sentence lists before it says how many more there are. */
const listed = 12

/** A list in words: `a, b or c`. */
export function orList(items: readonly string[], limit = listed): string {
  const shown = items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items
  if (shown.length < 2) return shown.join("")
  return `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`
}

/** The bounds of a number, as its JSON Schema has them. */
export interface NumberBounds {
  readonly isWhole: boolean
  readonly low: { readonly value: number; readonly isExclusive: boolean } | undefined
  readonly high: { readonly value: number; readonly isExclusive: boolean } | undefined
}

export function boundsOf(schema: z.ZodNumber): NumberBounds {
  const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = z.toJSONSchema(schema)
  const bound = (inclusive: number | undefined, exclusive: number | boolean | undefined): NumberBounds["low"] => {
    const value = typeof exclusive === "number" ? exclusive : inclusive
    if (value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER) return undefined
    return { value, isExclusive: exclusive !== undefined }
  }
  return { isWhole: type === "integer", low: bound(minimum, exclusiveMinimum), high: bound(maximum, exclusiveMaximum) }
}

function numberExpectation(schema: z.ZodNumber): string {
  const { isWhole, low, high } = boundsOf(schema)
  const kind = isWhole ? "a whole number" : "a number"
  if (low !== undefined && high !== undefined && !low.isExclusive && !high.isExclusive)
    return `${kind} from ${low.value} to ${high.value}`
  const bounds = [
    low === undefined ? undefined : `${low.isExclusive ? ">" : "≥"} ${low.value}`,
    high === undefined ? undefined : `${high.isExclusive ? "<" : "≤"} ${high.value}`,
  ].filter((bound) => bound !== undefined)
  return [kind, bounds.join(" and ")].filter((part) => part !== "").join(" ")
}

function arrayExpectation(schema: z.ZodArray): string {
  return `a list, each item ${expectation(schema.element as z.ZodType)}` // an element is a schema
}

/** What a schema allows, such as `a whole number ≥ 1 or null`. */
export function expectation(schema: z.ZodType): string {
  const { schema: inner, isNullable } = unwrap(schema)
  const plain = bare(inner)
  return isNullable ? `${plain}${plain.includes(" or ") ? "," : ""} or null` : plain
}

function bare(schema: z.ZodType): string {
  const choices = choicesOf(schema)
  if (choices !== undefined) {
    const types = orList([...choices.members.keys()])
    const isShort = schema.meta()?.defaultType !== undefined
    return isShort
      ? `a type (${types}) or an object with that \`${choices.key}\``
      : `an object with a \`${choices.key}\` (${types})`
  }
  if (schema instanceof z.ZodNumber) return numberExpectation(schema)
  if (schema instanceof z.ZodEnum) return orList(Object.values(schema.enum).map(String))
  if (schema instanceof z.ZodLiteral) return orList([...schema.def.values].map(String))
  if (schema instanceof z.ZodBoolean) return "true or false"
  if (schema instanceof z.ZodString) return "text"
  if (schema instanceof z.ZodArray) return arrayExpectation(schema)
  if (schema instanceof z.ZodTuple)
    return `a list of ${schema.def.items.length}: ${schema.def.items.map((item) => expectation(item as z.ZodType)).join(", ")}`
  if (schema instanceof z.ZodRecord) return `an object whose values are ${expectation(schema.valueType as z.ZodType)}`
  if (schema instanceof z.ZodUnion)
    return [...new Set(schema.options.map((option) => expectation(option as z.ZodType)))].join(" or ")
  if (schema instanceof z.ZodObject) return "an object"
  return "any value"
}

/** The names that a schema allows as text. */
export function allowedNames(schema: z.ZodType): readonly string[] {
  const { schema: inner } = unwrap(schema)
  if (inner instanceof z.ZodEnum) return Object.values(inner.enum).map(String)
  if (inner instanceof z.ZodLiteral) return [...inner.def.values].map(String)
  const choices = choicesOf(inner)
  if (choices !== undefined) return [...choices.members.keys()]
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => allowedNames(option as z.ZodType))
  return []
}
