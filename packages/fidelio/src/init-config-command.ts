// What `fidelio init_config` does: look at a table, write a config for it.
import { dirname, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { existsSync } from "node:fs"
import { type ConfigInput, FidelioError, type ModelType, parseConfigObject } from "@fidelio/core"
import { DataEngine, inferFeatures, type InferredFeature, type InferredTable } from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { writeOutput } from "./output-file.ts"
import { type StarterFeature, starterText } from "./starter-config.ts"
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

function described({ column, type, excluded, missing, distinct, examples }: InferredFeature): StarterFeature {
  const parts = [`${formatCount(distinct)} different: ${examples.join(", ")}${distinct > examples.length ? ", …" : ""}`]
  if (missing > 0) parts.push(`${formatCount(missing)} missing`)
  return { name: column, type, summary: parts.join("; "), leftOut: excluded }
}

function targetsOf(table: InferredTable, names: readonly string[]): readonly InferredFeature[] {
  const columns = table.features.map(({ column }) => column)
  if (names.length === 0) {
    throw new FidelioError("usage/flag", "--target is missing: which column is to be predicted?", {
      hint: `The columns: ${columns.slice(0, 30).join(", ")}${columns.length > 30 ? ", …" : ""}.`,
    })
  }
  return names.map((name) => {
    const found = table.features.find(({ column }) => column === name)
    if (found !== undefined) return found
    throw new FidelioError("data/missing-column", `There is no column "${name}" in ${table.source}.`, {
      hint: `The columns: ${columns.slice(0, 30).join(", ")}${columns.length > 30 ? ", …" : ""}.`,
    })
  })
}

export async function initConfigFlags(values: InitConfigValues, context: CommandContext): Promise<void> {
  const { dataset, target, output } = values
  if (dataset === undefined) {
    throw new FidelioError("usage/flag", "--dataset is missing.", { hint: "Give the file that the config is for." })
  }
  await using engine = await DataEngine.open()
  const dataFormat = values.data_format === "auto" ? undefined : values.data_format
  const table = await inferFeatures(engine, dataset, { dataFormat, target: target[0] })
  const outputs = targetsOf(table, target)
  const inputs = table.features.filter((feature) => !outputs.includes(feature))
  const isUsed = ({ excluded }: InferredFeature): boolean => excluded === undefined
  if (!inputs.some(isUsed)) {
    throw new FidelioError(
      "data/missing-column",
      `No column of ${table.source} is left to predict ${target.join(", ")} from.`,
    )
  }
  const config: ConfigInput = {
    model_type: values.model_type,
    input_features: inputs.filter(isUsed).map(({ column: name, type }) => ({ name, type })),
    output_features: outputs.map(({ column: name, type }) => ({ name, type })),
  }
  const text = starterText({
    source: dataset,
    rows: table.rows,
    inputs: inputs.map(described),
    outputs: outputs.map(described).map((feature) => ({ ...feature, leftOut: undefined })),
    file: output ?? "config.yaml",
    schema: schemaPlace(output),
    rendered: parseConfigObject(config).config,
  })
  await writeOutput(context, { path: output, text, overwrite: values.overwrite })
  if (output === undefined) return
  const { terminal } = context
  const left = inputs.filter((feature) => !isUsed(feature))
  terminal.line(`  ${plural(config.input_features.length, "input")}, ${plural(outputs.length, "output")}`)
  for (const { column, excluded } of left.slice(0, 10))
    terminal.line(terminal.paint("faint", `  left out ${quote(column)}: ${excluded}`))
  writeNext(terminal, [
    { summary: "Look it through, then train", command: commandLine("train", { config: output, dataset }) },
  ])
}
