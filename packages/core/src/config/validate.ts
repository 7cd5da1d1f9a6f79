// What a schema has against a value, all at once: each mistake is mended as it was probably meant, and the rest looked at again.
import { z } from "zod"
import { allowedNames, expectation, orList } from "../schema/expectation.ts"
import { choicesOf, isRecord, objectFor, schemaAt, unwrap, valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"
import { copy, pathText } from "./draft.ts"
import type { Problem } from "./draft.ts"
import { laterNames } from "./later.ts"
import { nearest } from "./suggest.ts"

/** The outcome: the value with every default, of the mended config where there are problems. */
export interface Validation {
  readonly output: unknown
  readonly problems: readonly Problem[]
}

type Issue = z.core.$ZodIssue
/** How a mistake was probably meant: under another key, as another value, or not at all. */
type Repair = { readonly path: Path } & (
  | { readonly rename: string }
  | { readonly value: unknown }
  | { readonly drop: true }
)
interface Finding {
  readonly problem: Problem
  readonly repair?: Repair | undefined
}

/** More rounds than mistakes hide behind one another in practice. */
const maxRounds = 6

/** Where else a key is a setting, as a hint; undefined where it is none. */
export type Elsewhere = (path: Path, value: unknown) => string | undefined

export function validate(schema: z.ZodType, value: unknown, elsewhere: Elsewhere = () => undefined): Validation {
  const problems = new Map<string, Problem>()
  let current = value
  for (let round = 0; round < maxRounds; round++) {
    const result = schema.safeParse(current)
    if (result.success) return { output: result.data, problems: [...problems.values()] }
    const findings = result.error.issues
      .flatMap((issue) => flatten(issue, [], current))
      .flatMap((issue) => read({ schema, elsewhere }, issue, current))
    const renamed = new Set(findings.flatMap(({ repair }) => (repair === undefined ? [] : newPathOf(repair))))
    for (const { problem } of findings) {
      if (renamed.has(pathText(problem.path))) continue // it is there, under a mistaken name
      const key = JSON.stringify([problem.path, problem.part])
      if (!problems.has(key)) problems.set(key, problem)
    }
    const repairs = findings.map((finding) => finding.repair).filter((repair) => repair !== undefined)
    if (repairs.length === 0) break
    current = copy(current)
    for (const repair of repairs) mend(current, repair)
  }
  return { output: undefined, problems: [...problems.values()] }
}

/** Where a renamed value goes. */
const newPathOf = (repair: Repair): readonly string[] =>
  "rename" in repair ? [pathText([...repair.path.slice(0, -1), repair.rename])] : []

/** An issue with its whole path; one of a union becomes those of the member that was meant. */
function flatten(issue: Issue, before: Path, value: unknown): Issue[] {
  const path = [...before, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))]
  const found = valueAt(value, path)
  if (issue.code === "invalid_union" && issue.errors.length > 0 && isRecord(found)) {
    const meant = issue.errors.find((errors) =>
      errors.every((error) => error.path.length > 0 || error.code === "unrecognized_keys"),
    )
    if (meant !== undefined) return meant.flatMap((error) => flatten(error, path, value))
  }
  return [{ ...issue, path }]
}

interface Whole {
  readonly schema: z.ZodType
  readonly elsewhere: Elsewhere
}

function read(whole: Whole, issue: Issue, value: unknown): Finding[] {
  const { schema } = whole
  const path = issue.path as Path // made by `flatten`
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(whole, [...path, key], value))
  if (issue.code === "invalid_key") return [wrongValue(schema, path, value)]
  if (valueAt(value, path) === undefined) return [missing(schema, path, value)]
  return [wrongValue(schema, path, value)]
}

function unknownKey({ schema, elsewhere }: Whole, path: Path, value: unknown): Finding {
  const key = String(path.at(-1))
  const parentPath = path.slice(0, -1)
  const parent = valueAt(value, parentPath)
  const parentSchema = schemaAt(schema, parentPath, value) ?? schema
  const known = Object.keys(objectFor(parentSchema, parent)?.shape ?? {})
  const owner = ownerOf(parentSchema, parent, key) ?? elsewhere(path, value) ?? placeOf(schema, key)
  if (owner !== undefined) return notASetting(path, parent, owner)
  const meant = nearest(key, known)
  return meant === undefined
    ? notASetting(path, parent, `Known here: ${orList(known, 16).replace(/ or ([^ ]*)$/, ", $1")}.`)
    : misnamed(path, parent, meant)
}

/** A key that was meant to be another. */
function misnamed(path: Path, parent: unknown, meant: string): Finding {
  const { problem } = notASetting(path, parent, `Did you mean \`${meant}\`?`)
  const isTaken = isRecord(parent) && Object.hasOwn(parent, meant)
  return { problem, repair: isTaken ? { path, drop: true } : { path, rename: meant } }
}

const notASetting = (path: Path, parent: unknown, hint: string): Finding => ({
  problem: {
    code: "config/unknown-key",
    path,
    part: "key",
    message: `\`${String(path.at(-1))}\` is not a setting ${whose(path.slice(0, -1), parent)}.`,
    hint,
  },
  repair: { path, drop: true },
})

/** Where a key is not a setting. */
function whose(path: Path, value: unknown): string {
  const name = path.findLast((key) => typeof key === "string")
  const type = isRecord(value) && typeof value["type"] === "string" ? value["type"] : undefined
  if (name === undefined) return "of a config"
  if (name === "input_features" || name === "output_features")
    return `of ${type === undefined ? "a feature" : `a ${type} feature`}${isRecord(value) && typeof value["name"] === "string" ? ` (${value["name"]})` : ""}`
  return `of ${type === undefined ? "" : `the ${type} `}${name}`
}

/** Which types of a component do have the key that the written one has not. */
function ownerOf(schema: z.ZodType, value: unknown, key: string): string | undefined {
  const choices = choicesOf(unwrap(schema).schema)
  if (choices === undefined) return undefined
  const written = isRecord(value) ? value["type"] : undefined
  const types = [...choices.members].filter(([, member]) => Object.hasOwn(member.shape, key)).map(([type]) => type)
  if (types.length === 0 || types.includes(String(written))) return undefined
  return `\`${key}\` is a setting of the type ${orList(types)}; the type here is ${String(written)}.`
}

/** Which section of a config has the key that is written elsewhere. */
function placeOf(schema: z.ZodType, key: string): string | undefined {
  const root = objectFor(schema, { model_type: "ecd" }) ?? (schema instanceof z.ZodObject ? schema : undefined)
  for (const section of ["trainer", "preprocessing", "backend"]) {
    const part = root?.shape[section] as z.ZodType | undefined // a shape's fields are schemas
    if (part !== undefined && Object.hasOwn(objectFor(part, undefined)?.shape ?? {}, key))
      return `It belongs in \`${section}\`.`
  }
  return undefined
}

/** The written key that was meant to be this one. */
const mistakenFor = (key: string, written: readonly string[]): string | undefined =>
  written.find((name) => nearest(name, [key]) === key)

function missing(schema: z.ZodType, path: Path, value: unknown): Finding {
  const key = String(path.at(-1))
  const own = schemaAt(schema, path, value)
  const parent = valueAt(value, path.slice(0, -1))
  const choices = choicesOf(unwrap(schemaAt(schema, path.slice(0, -1), value) ?? schema).schema)
  const mistaken = choices?.key === key && isRecord(parent) ? mistakenFor(key, Object.keys(parent)) : undefined
  if (mistaken !== undefined) return misnamed([...path.slice(0, -1), mistaken], parent, key)
  const needed = own === undefined ? orList([...(choices?.members.keys() ?? [])]) : expectation(own)
  const isWhole = own !== undefined && (own instanceof z.ZodArray || own instanceof z.ZodObject)
  return {
    problem: {
      code: "config/value",
      path,
      part: "key",
      message: `\`${key}\` is missing ${whose(path.slice(0, -1), parent).replace(/^of /, "in ")}.`,
      hint: isWhole ? `It holds ${lowerFirst(own.description ?? needed)}` : `Expected ${needed}.`,
    },
  }
}

function wrongValue(schema: z.ZodType, path: Path, value: unknown): Finding {
  const found = valueAt(value, path)
  const own = schemaAt(schema, path, value)
  const parent = path.slice(0, -1)
  const choices = choicesOf(unwrap(schemaAt(schema, parent, value) ?? schema).schema)
  const isDiscriminator = choices !== undefined && choices.key === path.at(-1)
  const names = isDiscriminator ? [...choices.members.keys()] : own === undefined ? [] : allowedNames(own)
  const allowed = isDiscriminator ? orList(names) : own === undefined ? "something else" : expectation(own)
  const meant = typeof found === "string" ? nearest(found, names) : undefined
  const state = own === undefined ? undefined : unwrap(own)
  const repair: Repair | undefined =
    meant !== undefined
      ? { path, value: meant }
      : state?.isOptional === true && !isDiscriminator
        ? { path, drop: true }
        : isDiscriminator &&
            isRecord(valueAt(value, parent)) &&
            unwrap(schemaAt(schema, parent, value) ?? schema).isOptional
          ? { path: parent, drop: true }
          : undefined
  const hint = hintFor(found, names, own) ?? (meant === undefined ? undefined : `Did you mean \`${meant}\`?`)
  return {
    problem: {
      code: "config/value",
      path,
      part: "value",
      message: `\`${nameOf(path)}\` is ${show(found)}; expected ${allowed}.`,
      hint,
    },
    repair,
  }
}

function hintFor(found: unknown, names: readonly string[], own: z.ZodType | undefined): string | undefined {
  const inner = own === undefined ? undefined : unwrap(own).schema
  if (inner instanceof z.ZodString && typeof found === "number") return `Put it in quotes: "${found}".`
  if (typeof found !== "string") return undefined
  if (laterNames.has(found) && names.length > 0) return `${found} is not available yet.`
  if (inner instanceof z.ZodBoolean && /^(?:yes|no|on|off)$/i.test(found)) return "Write true or false."
  return undefined
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** The last key of a path, with its position in a list. */
function nameOf(path: Path): string {
  const index = path.findLastIndex((key) => typeof key === "string")
  return pathText(path.slice(Math.max(index, 0)))
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (value === null) return "null"
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`
  if (isRecord(value)) return "an object"
  const text = typeof value === "string" ? JSON.stringify(value) : String(value as number | boolean | bigint)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function mend(value: unknown, repair: Repair): void {
  const parent = valueAt(value, repair.path.slice(0, -1))
  const key = repair.path.at(-1)
  if (key === undefined) return
  if (Array.isArray(parent) && typeof key === "number") {
    if ("value" in repair) parent[key] = repair.value
    return
  }
  if (!isRecord(parent)) return
  if ("rename" in repair && !Object.hasOwn(parent, repair.rename)) parent[repair.rename] = parent[key]
  if ("value" in repair) parent[key] = repair.value
  else delete parent[key]
}
