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
    const { runRenderConfig } = await import("../run-render-config.ts")
    await runRenderConfig(values, context)
  },
})
