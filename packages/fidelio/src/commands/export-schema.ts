// fidelio export_schema: the JSON Schema of the config, for editors.
import { defineCommand, grouped, path } from "../command.ts"

export const exportSchema = defineCommand({
  name: "export_schema",
  summary: "Show the JSON Schema of the config, for editors",
  examples: ["fidelio export_schema --output config.schema.json"],
  flags: grouped("Config", { output: path({ short: "o", summary: "File to write; printed where it is not given" }) }),
  async run(values, context) {
    const { runExportSchema } = await import("../run-export-schema.ts")
    await runExportSchema(values, context)
  },
})
