// What `fidelio init_config` does: look at a table, write a config for it.
import { dirname, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { existsSync } from "node:fs"
import { columnsHint, FidelioError, type ModelType, starterConfig } from "@fidelio/core"
import { DataEngine, inferFeatures } from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { writeOutput } from "./output-file.ts"
import { formatCount, plural } from "./terminal/numbers.ts"
import { writeNext } from "./terminal/training-report.ts"
import { commandLine, quote } from "./shell.ts"

interface InitConfigValues {
  readonly dataset: string | undefined
  readonly data_format: string
  readonly target: readonly string[]
  readonly model_type: ModelType
  readonly output: string | undefined
  readonly overwrite: boolean
}

/** Where the schema is: in the package, or where the repository generates it. */
const schemaFiles = ["../config.schema.json", "../../../docs/reference/config.schema.json"]
const publishedSchema = "https://unpkg.com/fidelio/config.schema.json"

/** The schema's place as an editor finds it from the config: in the project that the config belongs to, or published. */
function schemaPlace(output: string | undefined): string {
  const file = schemaFiles.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path))
  if (output === undefined || file === undefined) return publishedSchema
  const folder = dirname(resolve(output))
  const [project = ""] = file.split(/[\\/](?:node_modules|docs)[\\/]/)
  return isInside(folder, project) ? relative(folder, file).replaceAll("\\", "/") : publishedSchema
}

const isInside = (folder: string, project: string): boolean => !relative(project, folder).startsWith("..")

export async function initConfigFlags(values: InitConfigValues, context: CommandContext): Promise<void> {
  const { dataset, target, output } = values
  if (dataset === undefined) {
    throw new FidelioError("usage/flag", "--dataset is missing.", { hint: "Give the file that the config is for." })
  }
  await using engine = await DataEngine.open()
  const dataFormat = values.data_format === "auto" ? undefined : values.data_format
  const table = await inferFeatures(engine, dataset, { dataFormat, target: target[0] })
  if (target.length === 0) {
    throw new FidelioError("usage/flag", "--target is missing: which column is to be predicted?", {
      hint: columnsHint(table.features),
    })
  }
  const file = output ?? "config.yaml"
  const { text, inputs, outputs, excluded } = starterConfig(table.features, {
    source: table.source,
    targets: target,
    modelType: values.model_type,
    introduction: [
      `yaml-language-server: $schema=${schemaPlace(output)}`,
      `A config for ${dataset} (${formatCount(table.rows)} rows). Edit it, then:`,
      `  ${commandLine("train", { config: file, dataset })}`,
    ],
    allDefaults: `All of them: fidelio render_config --config ${quote(file)}`,
  })
  await writeOutput(context, { path: output, text, overwrite: values.overwrite })
  if (output === undefined) return
  const { terminal } = context
  terminal.line(`  ${plural(inputs.length, "input")}, ${plural(outputs.length, "output")}`)
  for (const { column, excluded: why } of excluded.slice(0, 10))
    terminal.line(terminal.paint("faint", `  left out ${quote(column)}: ${why}`))
  writeNext(terminal, [
    { summary: "Look it through, then train", command: commandLine("train", { config: output, dataset }) },
  ])
}
