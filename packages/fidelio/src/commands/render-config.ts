// fidelio render_config: the config with every default filled in.
import { defineCommand, grouped, path } from "../command.ts"
import { configFlags } from "../flags.ts"

export const renderConfig = defineCommand({
  name: "render_config",
  summary: "Show a config with every default filled in",
  examples: ["fidelio render_config --config config.yaml", "fidelio render_config -c config.yaml -o rendered.yaml"],
  flags: {
    ...configFlags,
    ...grouped("Config", { output: path({ short: "o", summary: "File to write; printed where it is not given" }) }),
  },
  async run(values, context) {
    const { formatConfig } = await import("@fidelio/core")
    const { readConfigFlags } = await import("../config-source.ts")
    const { writeOutput } = await import("../output-file.ts")
    const { config, notices } = (await readConfigFlags(values)).parsed
    if (values.output !== undefined) for (const notice of notices) context.terminal.line(`  note: ${notice}`)
    if (context.emit !== undefined && values.output === undefined) return context.emit("config", { config })
    await writeOutput(context, { path: values.output, text: formatConfig(config) })
  },
})
