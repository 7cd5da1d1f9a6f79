// A schema as JSON Schema, in the form that editors complete and report best.
import { z } from "zod"
import { isRecord, valueAt } from "./walk.ts"

/** A JSON Schema. */
export type JsonSchema = { [key: string]: unknown }

const metaKeys = ["label", "impact", "unit", "tune"] as const

/** The JSON Schema of what a person may write. */
export function toJsonSchema(schema: z.ZodType, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as JsonSchema
  return { $schema, title, ...(rewrite(rest) as JsonSchema) }
}

/** The same schema in the form that editors like, from the inside out. */
function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite)
  if (!isRecord(value)) return value
  const json: JsonSchema = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rewrite(part)]))
  for (const key of metaKeys)
    if (json[key] !== undefined) {
      json[`x-${key}`] = json[key]
      delete json[key]
    }
  dropIntegerBounds(json)
  if (json["default"] === "") delete json["default"]
  const members = json["oneOf"]
  if (Array.isArray(members) && members.every(isRecord)) asChoice(json, members)
  return json
}

/** Turns `oneOf` over objects that one key tells apart into a choice by that key. */
function asChoice(json: JsonSchema, members: readonly JsonSchema[]): void {
  const constOf = (member: JsonSchema, key: string): unknown => valueAt(member, ["properties", key, "const"])
  const [first] = members
  const key = Object.keys(isRecord(first?.["properties"]) ? first["properties"] : {}).find((name) =>
    members.every((member) => typeof constOf(member, name) === "string"),
  )
  if (key === undefined) return
  const { defaultType: fallback } = json
  delete json["oneOf"]
  delete json["defaultType"]
  const names = members.map((member) => String(constOf(member, key)))
  Object.assign(json, unionSchema(key, names, members, fallback))
}

/** The bounds of exactly representable integers, which nobody writes. */
function dropIntegerBounds(json: JsonSchema): void {
  if (json["minimum"] === Number.MIN_SAFE_INTEGER) delete json["minimum"]
  if (json["maximum"] === Number.MAX_SAFE_INTEGER) delete json["maximum"]
}

/** `oneOf` as a choice by key: an editor then completes the key and reports only the chosen member's errors. */
function unionSchema(
  key: string,
  names: readonly string[],
  members: readonly JsonSchema[],
  fallback: unknown,
): JsonSchema {
  const describe = (member: JsonSchema): unknown => valueAt(member, ["properties", key, "description"])
  const choice: JsonSchema = { type: "string", enum: names }
  const texts = members.map(describe)
  if (texts.every((text) => typeof text === "string")) choice["markdownEnumDescriptions"] = texts
  const object: JsonSchema = {
    type: "object",
    properties: { [key]: fallback === undefined ? choice : { ...choice, default: fallback } },
    ...(fallback === undefined ? { required: [key] } : {}),
    allOf: names.map((name, index) => ({
      if:
        name === fallback
          ? { properties: { [key]: { const: name } } }
          : { properties: { [key]: { const: name } }, required: [key] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: withoutRequired(members[index] ?? {}, fallback === undefined ? undefined : key),
    })),
  }
  return fallback === undefined ? object : { anyOf: [{ type: "string", enum: names }, object] }
}

function withoutRequired(member: JsonSchema, key: string | undefined): JsonSchema {
  const required = (member["required"] as readonly string[] | undefined)?.filter((name) => name !== key) ?? []
  const { required: _, ...rest } = member
  return required.length === 0 ? rest : { ...rest, required }
}
