// A config on its way from what was written to what is checked: it remembers where each of its parts was written.
import { isRecord, valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"

/** Something wrong with a config, at a path of the draft. */
export interface Problem {
  readonly code: "config/unknown-key" | "config/value" | "config/rule"
  readonly path: Path
  /** Whether the key or its value is what is wrong. */
  readonly part: "key" | "value"
  readonly message: string
  readonly hint?: string | undefined
}

/** A config that is being brought into its present form. */
export interface Draft {
  readonly value: Record<string, unknown>
  /** Where moved parts were written, by where they are now. */
  readonly origins: Map<string, Path>
  readonly notices: string[]
  readonly problems: Problem[]
}

/** A draft of what was written, which it leaves untouched. */
export const createDraft = (written: Record<string, unknown>): Draft => ({
  value: copy(written),
  origins: new Map(),
  notices: [],
  problems: [],
})

/** A copy of plain data. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T // same shape as the original
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)])) as T // same shape
}

const keyOf = (path: Path): string => JSON.stringify(path)

/** The path at which a part of the draft was written. */
export function originOf(draft: Draft, path: Path): Path {
  for (let length = path.length; length > 0; length--) {
    const origin = draft.origins.get(keyOf(path.slice(0, length)))
    if (origin !== undefined) return [...origin, ...path.slice(length)]
  }
  return path
}

/** The record at a path; undefined where there is another kind of value or none. */
export function recordAt(draft: Draft, path: Path): Record<string, unknown> | undefined {
  const value = valueAt(draft.value, path)
  return isRecord(value) ? value : undefined
}

/** Sets a value, with the records around it where they are missing; false where something else is in the way. */
export function put(draft: Draft, path: Path, value: unknown, origin?: Path): boolean {
  let record: unknown = draft.value
  for (const key of path.slice(0, -1)) {
    if (Array.isArray(record) && typeof key === "number") record = record[key]
    else if (isRecord(record)) {
      if (!Object.hasOwn(record, key) || record[key] === null) record[key] = {}
      record = record[key]
    } else return false
  }
  const last = path.at(-1)
  if (!isRecord(record) || last === undefined) return false
  record[last] = value
  if (origin !== undefined) draft.origins.set(keyOf(path), origin)
  return true
}

/** Makes a name that was written for a component an object of its type. */
export function putType(draft: Draft, path: Path, type: string): void {
  const origin = originOf(draft, path)
  put(draft, path, {}, origin)
  put(draft, [...path, "type"], type, origin)
}

/** Takes a key away. */
export function remove(draft: Draft, path: Path): void {
  const record = recordAt(draft, path.slice(0, -1))
  const last = path.at(-1)
  if (record !== undefined && last !== undefined) delete record[last]
}

/** Moves a value to another path and says so; a value that is already there is a contradiction. */
export function move(draft: Draft, from: Path, to: Path): boolean {
  const value = valueAt(draft.value, from)
  const origin = originOf(draft, from)
  remove(draft, from)
  if (valueAt(draft.value, to) !== undefined) {
    draft.origins.set(keyOf(from), origin)
    draft.problems.push({
      code: "config/rule",
      path: from,
      part: "key",
      message: `\`${pathText(origin)}\` is an old name of \`${pathText(to)}\`, which is written as well.`,
      hint: "Keep the new one.",
    })
    return false
  }
  return put(draft, to, value, origin)
}

/** The records of a list, with their paths. */
export function* recordsOf(draft: Draft, key: string): Generator<readonly [Path, Record<string, unknown>]> {
  const list = draft.value[key]
  if (!Array.isArray(list)) return
  for (const [index, item] of list.entries()) if (isRecord(item)) yield [[key, index], item]
}

/** The features of both sides, with their paths. */
export function* featuresOf(draft: Draft): Generator<readonly [Path, Record<string, unknown>]> {
  yield* recordsOf(draft, "input_features")
  yield* recordsOf(draft, "output_features")
}

/** A path as people write it: `input_features[0].encoder.type`. */
export const pathText = (path: Path): string =>
  path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("")
