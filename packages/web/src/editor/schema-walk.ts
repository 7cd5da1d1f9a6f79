// What a JSON Schema says of a place in a document: the keys and values that may stand there.

export type Schema = Readonly<Record<string, unknown>>

export interface Suggestion {
  readonly label: string
  /** What it means. */
  readonly info: string
  /** Its default, or what kind of thing it is. */
  readonly detail: string
  /** Whether its value is a mapping or a list, which begin on the next line. */
  readonly isBlock: boolean
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const recordsOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** Every schema that speaks of a value: references followed, choices opened, conditions judged by the value. */
function speaking(root: Schema, schema: Schema, value: unknown): readonly Schema[] {
  const { $ref, allOf, anyOf, oneOf, if: condition, then, else: otherwise, ...own } = schema
  const further = [
    ...(typeof $ref === "string" ? [definitionOf(root, $ref)] : []),
    ...recordsOf(allOf),
    ...recordsOf(anyOf),
    ...recordsOf(oneOf),
    ...(isRecord(condition) ? [fits(condition, value) ? then : otherwise] : []),
  ]
  return [own, ...further.filter(isRecord).flatMap((one) => speaking(root, one, value))]
}

function definitionOf(root: Schema, reference: string): Schema | undefined {
  let found: unknown = root
  for (const step of reference.replace(/^#\/?/, "").split("/")) found = isRecord(found) ? found[step] : undefined
  return isRecord(found) ? found : undefined
}

/** Conditions of config schemas ask for keys and for the values of some of them. */
function fits(condition: Schema, value: unknown): boolean {
  if (!isRecord(value)) return false
  const required = Array.isArray(condition["required"]) ? condition["required"] : []
  if (!required.every((key) => Object.hasOwn(value, String(key)))) return false
  return Object.entries(isRecord(condition["properties"]) ? condition["properties"] : {}).every(([key, wanted]) => {
    if (!Object.hasOwn(value, key) || !isRecord(wanted)) return true
    return "const" in wanted ? wanted["const"] === value[key] : true
  })
}

/** The schemas at a path, and the value there. */
function descend(root: Schema, document: unknown, path: readonly (string | number)[]): readonly Schema[] {
  let value = document
  let schemas = speaking(root, root, value)
  for (const step of path) {
    value = Array.isArray(value) ? value[Number(step)] : isRecord(value) ? value[step] : undefined
    const next = schemas.map((schema) =>
      typeof step === "number"
        ? schema["items"]
        : isRecord(schema["properties"])
          ? schema["properties"][step]
          : undefined,
    )
    schemas = next.filter(isRecord).flatMap((schema) => speaking(root, schema, value))
  }
  return schemas
}

/** Keys that may stand in the mapping at a path and do not yet. */
export function suggestKeys(
  root: Schema,
  document: unknown,
  path: readonly (string | number)[],
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>()
  for (const schema of descend(root, document, path))
    for (const [label, of] of Object.entries(isRecord(schema["properties"]) ? schema["properties"] : {}))
      if (isRecord(of) && !found.get(label)?.info) found.set(label, describe(label, speaking(root, of, undefined)))
  return [...found.values()]
}

function describe(label: string, schemas: readonly Schema[]): Suggestion {
  const withDefault = schemas.find((schema) => "default" in schema)
  const types = [...new Set(schemas.map((schema) => textOf(schema["type"])).filter((type) => type !== ""))]
  const fallback = withDefault === undefined ? undefined : JSON.stringify(withDefault["default"])
  return {
    label,
    info: schemas.map((schema) => textOf(schema["description"])).find((text) => text !== "") ?? "",
    detail: fallback !== undefined && fallback.length <= 20 ? fallback : (types[0] ?? ""),
    isBlock: types.length > 0 && types.every((type) => type === "object" || type === "array"),
  }
}

/** Values that may stand at a path. */
export function suggestValues(
  root: Schema,
  document: unknown,
  path: readonly (string | number)[],
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>()
  for (const schema of descend(root, document, path)) {
    const listed = Array.isArray(schema["enum"]) ? schema["enum"] : "const" in schema ? [schema["const"]] : []
    const values: readonly unknown[] =
      schema["type"] === "boolean" ? [true, false] : schema["type"] === "null" ? [null] : listed
    const infos = Array.isArray(schema["markdownEnumDescriptions"]) ? schema["markdownEnumDescriptions"] : []
    values.forEach((value, i) => {
      const label = typeof value === "string" ? value : JSON.stringify(value)
      if (!found.has(label)) found.set(label, { label, info: textOf(infos[i]), detail: "", isBlock: false })
    })
  }
  return [...found.values()]
}
