// The config's JSON Schema, for editors.
import { z } from "zod"
import { toJsonSchema } from "../schema/json-schema.ts"
import type { JsonSchema } from "../schema/json-schema.ts"
import { isRecord } from "../schema/walk.ts"
import { modelTypes, type ModelType } from "./root.ts"

const anyConfig = z
  .discriminatedUnion("model_type", [modelTypes.ecd, ...Object.values(modelTypes).slice(1)])
  .meta({ defaultType: "ecd" satisfies ModelType })

/** The JSON Schema of a config, as a choice by `model_type`. */
export function configJsonSchema(): JsonSchema {
  const { anyOf, ...rest } = toJsonSchema(anyConfig, "Fidelio config")
  const [, choice] = anyOf as readonly JsonSchema[] // a component may be a name alone; a config is never one
  return { ...rest, ...tellOnce(choice ?? {}) }
}

/** What all members have alike stands beside the choice, once; members only allow it. */
function tellOnce(choice: JsonSchema): JsonSchema {
  const members = (choice["allOf"] as readonly { readonly then: JsonSchema }[]).map(({ then }) => then)
  const [first = {}] = members.map(propertiesOf)
  const alike = Object.entries(first).filter(([key, schema]) =>
    members.every((member) => JSON.stringify(propertiesOf(member)[key]) === JSON.stringify(schema)),
  )
  for (const member of members) {
    const properties = propertiesOf(member)
    for (const [key] of alike) properties[key] = {}
  }
  const { type, properties, ...others } = choice
  return { type, properties: { ...(properties as JsonSchema), ...Object.fromEntries(alike) }, ...others }
}

const propertiesOf = ({ properties }: JsonSchema): JsonSchema => (isRecord(properties) ? properties : {})
