// A schema as JSON Schema, in the form that editors complete and report best.
import { z } from "zod"
import { choicesOf } from "./walk.ts"

/** A JSON Schema. */
export type JsonSchema = { [key: string]: unknown }

const metaKeys = ["label", "impact", "unit", "tune"] as const

/** The JSON Schema of what a person may write. */
export function toJsonSchema(schema: z.ZodType, title: string): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      // Zod's own types of the two are wider and narrower than what they hold here.
      rewrite(zodSchema as unknown as z.ZodType, jsonSchema as unknown as JsonSchema)
    },
  }) as unknown as JsonSchema
  const { $schema, ...rest } = json
  return { $schema, title, ...rest }
}

function rewrite(schema: z.ZodType, json: JsonSchema): void {
  for (const key of metaKeys)
    if (json[key] !== undefined) {
      json[`x-${key}`] = json[key]
      delete json[key]
    }
  dropIntegerBounds(json)
  if (json["default"] === "") delete json["default"]
  const choices = choicesOf(schema)
  if (choices === undefined) return
  const members = (json["oneOf"] ?? json["anyOf"]) as JsonSchema[] // one for each option, in order
  const fallback = json["defaultType"]
  delete json["oneOf"]
  delete json["anyOf"]
  delete json["defaultType"]
  Object.assign(json, unionSchema(choices.key, [...choices.members.keys()], members, fallback))
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
  const describe = (member: JsonSchema | undefined): unknown =>
    ((member?.["properties"] as JsonSchema | undefined)?.[key] as JsonSchema | undefined)?.["description"]
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
