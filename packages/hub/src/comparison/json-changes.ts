// Where two documents differ: records by key, lists of named things by name, other lists as a whole.
import type { Json } from "@fidelio/core"
import type { Change } from "@fidelio/client"

/** Keys and names from the outside in. */
export type Place = readonly string[]

export interface JsonChange {
  readonly place: Place
  readonly kind: Change["kind"]
  /** Null where it was added. */
  readonly before: Json
  /** Null where it was removed. */
  readonly after: Json
}

type JsonRecord = Readonly<Record<string, Json>>

const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Every place in which they differ, in the order of the document before, what is new after what it stands behind. */
export function jsonChanges(before: Json | undefined, after: Json | undefined, place: Place = []): JsonChange[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ place, kind: "added", before: null, after: after ?? null }]
  if (after === undefined) return [{ place, kind: "removed", before, after: null }]
  if (isRecord(before) && isRecord(after)) return ofParts(partsOf(before), partsOf(after), place)
  const [named, others] = [byName(before), byName(after)]
  if (named !== undefined && others !== undefined) return ofNamed(named, others, place)
  return isSame(before, after) ? [] : [{ place, kind: "changed", before, after }]
}

type Parts = ReadonlyMap<string, Json>

const partsOf = (record: JsonRecord): Parts => new Map(Object.entries(record))

function ofParts(before: Parts, after: Parts, place: Place): JsonChange[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].flatMap((key) => jsonChanges(before.get(key), after.get(key), [...place, key]))
}

/** The things of a list by their names; undefined where not each is a record with a name of its own. */
function byName(list: Json): Parts | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined
  const named = new Map<string, Json>()
  for (const item of list as readonly Json[]) {
    const name = isRecord(item) ? item["name"] : undefined
    if (typeof name !== "string" || named.has(name)) return undefined
    named.set(name, item)
  }
  return named
}

/** Differences of the things, and one of the list where those that both have stand in another order. */
function ofNamed(before: Parts, after: Parts, place: Place): JsonChange[] {
  const [names, others] = [[...before.keys()], [...after.keys()]]
  const isReordered = !isSame(
    names.filter((name) => after.has(name)),
    others.filter((name) => before.has(name)),
  )
  const order: JsonChange[] = isReordered ? [{ place, kind: "changed", before: names, after: others }] : []
  return [...order, ...ofParts(before, after, place)]
}

/** Whether two values are the same, whatever the order of their keys. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && (a as readonly Json[]).every((item, i) => isSame(item, (b as readonly Json[])[i]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

/** A place as people read it: `input_features.age.encoder.type`; names of other characters in brackets. */
export const placeText = (place: Place): string =>
  place
    .map((key, i) => (/^[\p{L}\p{N}_-]+$/u.test(key) ? `${i === 0 ? "" : "."}${key}` : `[${JSON.stringify(key)}]`))
    .join("")
