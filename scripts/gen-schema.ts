// Writes the config's JSON Schema to docs/reference/config.schema.json.
import { mkdirSync, writeFileSync } from "node:fs"
import { configJsonSchema } from "../packages/core/src/config/index.ts"

const folder = new URL("../docs/reference/", import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL("config.schema.json", folder), `${JSON.stringify(configJsonSchema(), null, 1)}\n`)
