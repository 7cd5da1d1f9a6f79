// fidelio export_schema: the JSON Schema of the config, for editors.
import { defineCommand, grouped, path } from "../command.ts"

export const exportSchema = defineCommand({
  name: "export_schema",
  summary: "Show the JSON Schema of the config, for editors",
  examples: ["fidelio export_schema --output config.schema.json"],
  flags: grouped("Config", { output: path({ short: "o", summary: "File to write; printed where it is not given" }) }),
  async run(values, context) {
    const { configJsonSchema } = await import("@fidelio/core")
    const { writeOutput } = await import("../output-file.ts")
    await writeOutput(context, { path: values.output, text: `${JSON.stringify(configJsonSchema(), undefined, 2)}\n` })
  },
})
