// The config's JSON Schema, for editors.
import { z } from "zod"
import { toJsonSchema } from "../schema/json-schema.ts"
import type { JsonSchema } from "../schema/json-schema.ts"
import { isRecord, valueAt } from "../schema/walk.ts"
import { recommend } from "./recommend.ts"
import { modelTypes, type ModelType } from "./root.ts"

const anyConfig = z
  .discriminatedUnion("model_type", [modelTypes.ecd, ...Object.values(modelTypes).slice(1)])
  .meta({ defaultType: "ecd" satisfies ModelType })

/** The JSON Schema of a config, as a choice by `model_type`. */
export function configJsonSchema(): JsonSchema {
  const { anyOf, ...rest } = toJsonSchema(anyConfig, "Fidelio config")
  const [, choice = {}] = anyOf as readonly JsonSchema[] // a component may be a name alone; a config is never one
  for (const member of membersOf(choice)) setDefaults(member)
  return { ...rest, ...tellOnce(choice) }
}

/** The trainer's defaults as they are for a config that is silent of it, whatever else it says. */
function setDefaults(member: JsonSchema): void {
  const model_type = valueAt(member, ["properties", "model_type", "const"])
  const { trainer } = recommend({ model_type, combiner: "concat" })
  const settings = valueAt(member, ["properties", "trainer", "properties"])
  if (!isRecord(trainer) || !isRecord(settings)) return
  for (const [key, value] of Object.entries(trainer)) {
    const setting = settings[key]
    if (isRecord(setting) && setting["default"] !== undefined) setting["default"] = value
  }
}

/** What all members have alike stands beside the choice, once; members only allow it. */
function tellOnce(choice: JsonSchema): JsonSchema {
  const members = membersOf(choice)
  const [first = {}] = members
  const told: JsonSchema = {}
  for (const [key, schema] of Object.entries(propertiesOf(first))) {
    if (key === "model_type" || !members.every((member) => Object.hasOwn(propertiesOf(member), key))) continue
    const isAlike = members.every((member) => JSON.stringify(propertiesOf(member)[key]) === JSON.stringify(schema))
    told[key] = isAlike ? schema : {}
    if (isAlike) for (const member of members) propertiesOf(member)[key] = {}
  }
  const { type, properties, ...others } = choice
  const required = (first["required"] as readonly string[]).filter((key) => told[key] !== undefined)
  return { type, properties: { ...(properties as JsonSchema), ...told }, required, ...others }
}

const membersOf = (choice: JsonSchema): readonly JsonSchema[] =>
  (choice["allOf"] as readonly { readonly then: JsonSchema }[]).map(({ then }) => then) // as a choice is written

const propertiesOf = ({ properties }: JsonSchema): JsonSchema => (isRecord(properties) ? properties : {})
