// Finding one's way in a schema: what is under a default, which schema holds at a path.
import { z } from "zod"

/** A place in a config: keys and list positions. */
export type Path = readonly (string | number)[]

/** A schema freed of what surrounds it. */
export interface Unwrapped {
  readonly schema: z.ZodType
  readonly isNullable: boolean
  /** Whether the key may be left out. */
  readonly isOptional: boolean
  /** The value without which nothing is written; undefined where there is none. */
  readonly initial: unknown
}

/** Takes defaults, null and optional off a schema. */
export function unwrap(schema: z.ZodType): Unwrapped {
  let inner = schema
  let isNullable = false
  let isOptional = false
  let initial: unknown
  for (;;) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
      initial ??= inner.def.defaultValue
      isOptional = true
    } else if (inner instanceof z.ZodOptional) isOptional = true
    else if (inner instanceof z.ZodNullable) isNullable = true
    else
      return {
        schema: inner,
        isNullable,
        isOptional,
        initial: isOptional && initial === undefined && isNullable ? null : initial,
      }
    inner = inner.def.innerType as z.ZodType // Zod types what it wraps by its core
  }
}

/** The members of a union that is told apart by one key. */
export interface Choices {
  readonly key: string
  /** By the value of that key. */
  readonly members: ReadonlyMap<string, z.ZodObject>
}

/** The members of a discriminated union; undefined for any other schema. */
export function choicesOf(schema: z.ZodType): Choices | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined
  const key = schema.def.discriminator
  const members = new Map<string, z.ZodObject>()
  for (const option of schema.options) {
    if (!(option instanceof z.ZodObject)) continue
    const name = option.shape[key]
    if (name instanceof z.ZodLiteral) for (const value of name.def.values) members.set(String(value), option)
    else {
      const { schema: inner } = unwrap(name as z.ZodType) // a shape's fields are schemas
      if (inner instanceof z.ZodLiteral) for (const value of inner.def.values) members.set(String(value), option)
    }
  }
  return { key, members }
}

/** The object that a value is meant for: the schema itself, or the union's member that the value names. */
export function objectFor(schema: z.ZodType, value: unknown): z.ZodObject | undefined {
  const { schema: inner } = unwrap(schema)
  if (inner instanceof z.ZodObject) return inner
  const choices = choicesOf(inner)
  if (choices !== undefined) return choices.members.get(String(isRecord(value) ? value[choices.key] : undefined))
  if (inner instanceof z.ZodUnion)
    return inner.options.find((option): option is z.ZodObject => option instanceof z.ZodObject)
  return undefined
}

/** The schema of one key or list position of a value. */
export function childOf(schema: z.ZodType, key: string | number, value: unknown): z.ZodType | undefined {
  const { schema: inner } = unwrap(schema)
  if (typeof key === "number") {
    if (inner instanceof z.ZodArray) return inner.element as z.ZodType // an element is a schema
    if (inner instanceof z.ZodTuple) return inner.def.items[key] as z.ZodType | undefined
    return undefined
  }
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType
  return objectFor(schema, value)?.shape[key] as z.ZodType | undefined
}

/** The schema that holds at a path of a value. */
export function schemaAt(schema: z.ZodType, path: Path, value: unknown): z.ZodType | undefined {
  let current: z.ZodType | undefined = schema
  let part = value
  for (const key of path) {
    if (current === undefined) return undefined
    current = childOf(current, key, part)
    part = valueAt(part, [key])
  }
  return current
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value
  for (const key of path) {
    if (Array.isArray(current) && typeof key === "number") current = current[key]
    else if (isRecord(current) && Object.hasOwn(current, key)) current = current[key]
    else return undefined
  }
  return current
}

/** Whether a value is a plain object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A setting, where it stands and what it belongs to. */
export interface FoundField {
  /** Keys, `[]` for the items of a list and `(type)` for a member of a choice. */
  readonly path: readonly string[]
  readonly schema: z.ZodType
}

/** Every setting under a schema. */
export function* fieldsOf(schema: z.ZodType, path: readonly string[] = []): Generator<FoundField> {
  const { schema: inner } = unwrap(schema)
  if (inner instanceof z.ZodObject)
    for (const [key, setting] of Object.entries(inner.shape)) {
      const field = setting as z.ZodType // a shape's fields are schemas
      yield { path: [...path, key], schema: field }
      yield* fieldsOf(field, [...path, key])
    }
  else if (inner instanceof z.ZodArray) yield* fieldsOf(inner.element as z.ZodType, [...path, "[]"])
  else if (inner instanceof z.ZodUnion) {
    const choices = choicesOf(inner)
    if (choices !== undefined)
      for (const [name, member] of choices.members) yield* fieldsOf(member, [...path, `(${name})`])
    else for (const option of inner.options) yield* fieldsOf(option as z.ZodType, path)
  }
}
