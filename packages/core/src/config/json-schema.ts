// The config's JSON Schema, for editors.
import { toJsonSchema } from "../schema/json-schema.ts"
import type { JsonSchema } from "../schema/json-schema.ts"
import { modelTypes } from "./root.ts"

/** The JSON Schema of a config. */
export const configJsonSchema = (): JsonSchema => toJsonSchema(modelTypes.ecd, "Fidelio config")
