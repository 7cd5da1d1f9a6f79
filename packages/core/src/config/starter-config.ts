// A config to begin with: features with what was found in their columns, and the defaults to change as comments.
import { FidelioError } from "../errors.ts"
import type { ConfigInput } from "./input.ts"
import { parseConfigObject } from "./parse.ts"
import type { Config, ModelType } from "./root.ts"

/** What is known of a column of the data. */
export interface StarterColumn {
  readonly column: string
  readonly type: "binary" | "category" | "number"
  /** Why the column is better left out; absent where it is not. */
  readonly excluded?: string | undefined
  readonly missing: number
  readonly distinct: number
  /** A few of its values. */
  readonly examples: readonly string[]
}

export interface StarterOptions {
  /** What messages call the data. */
  readonly source: string
  readonly targets: readonly string[]
  readonly modelType: ModelType
  /** Comments that it begins with, without their marks. */
  readonly introduction: readonly string[]
  /** Where all defaults can be seen. */
  readonly allDefaults: string
}

export interface StarterConfig {
  readonly text: string
  readonly inputs: readonly StarterColumn[]
  readonly outputs: readonly StarterColumn[]
  /** Columns that are better left out. */
  readonly excluded: readonly StarterColumn[]
}

/** A config in which the targets are predicted from all columns that are worth it. */
export function starterConfig(columns: readonly StarterColumn[], options: StarterOptions): StarterConfig {
  const { source, targets, modelType } = options
  const outputs = targets.map((name) => requireColumn(columns, name, source))
  const others = columns.filter((column) => !outputs.includes(column))
  const inputs = others.filter(({ excluded }) => excluded === undefined)
  if (inputs.length === 0) {
    throw new FidelioError(
      "data/missing-column",
      `No column of ${source} is left to predict ${targets.join(", ")} from.`,
    )
  }
  const config: ConfigInput = {
    model_type: modelType,
    input_features: inputs.map(({ column: name, type }) => ({ name, type })),
    output_features: outputs.map(({ column: name, type }) => ({ name, type })),
  }
  const text = starterText({
    introduction: options.introduction,
    allDefaults: options.allDefaults,
    inputs: others.map(described),
    outputs: outputs.map((column) => ({ ...described(column), leftOut: undefined })),
    rendered: parseConfigObject(config).config,
  })
  return { text, inputs, outputs, excluded: others.filter(({ excluded }) => excluded !== undefined) }
}

function requireColumn(columns: readonly StarterColumn[], name: string, source: string): StarterColumn {
  const found = columns.find(({ column }) => column === name)
  if (found !== undefined) return found
  throw new FidelioError("data/missing-column", `There is no column "${name}" in ${source}.`, {
    hint: columnsHint(columns),
  })
}

/** Says which columns there are. */
export const columnsHint = (columns: readonly StarterColumn[]): string =>
  `The columns: ${columns
    .slice(0, 30)
    .map(({ column }) => column)
    .join(", ")}${columns.length > 30 ? ", …" : ""}.`

function described({ column, type, excluded, missing, distinct, examples }: StarterColumn): StarterFeature {
  const count = (value: number): string => value.toLocaleString("en-US")
  const parts = [`${count(distinct)} different: ${examples.join(", ")}${distinct > examples.length ? ", …" : ""}`]
  if (missing > 0) parts.push(`${count(missing)} missing`)
  return { name: column, type, summary: parts.join("; "), leftOut: excluded }
}

/** A column of the data as a feature to begin with. */
interface StarterFeature {
  readonly name: string
  readonly type: string
  /** What was found in the column. */
  readonly summary: string
  readonly leftOut?: string | undefined
}

interface Starter {
  readonly introduction: readonly string[]
  readonly allDefaults: string
  readonly inputs: readonly StarterFeature[]
  readonly outputs: readonly StarterFeature[]
  /** The same config with every default filled in. */
  readonly rendered: Config
}

const reserved = /^(true|false|yes|no|on|off|null|y|n|~)$/i

/** A text as YAML writes it: plain where that is clear, else in double quotes. */
export const yamlText = (text: string): string =>
  /^[\p{L}_][\p{L}\p{N}_ ()./+-]*$/u.test(text) && !text.endsWith(" ") && !reserved.test(text)
    ? text
    : JSON.stringify(text)

/** A value as YAML on one line. */
function yamlValue(value: unknown): string {
  if (typeof value === "string") return yamlText(value)
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(", ")}]`
  if (typeof value !== "object" || value === null) return String(value)
  const entries = Object.entries(value).map(([key, part]) => `${key}: ${yamlValue(part)}`)
  return `{${entries.join(", ")}}`
}

const comment = (text: string): string => (text === "" ? "" : `  # ${text.replaceAll(/\s+/g, " ")}`)

function featureLines(features: readonly StarterFeature[]): string[] {
  const names = features.map(({ name }) => `  - name: ${yamlText(name)}`)
  const width = Math.min(40, Math.max(0, ...names.map((line) => line.length)))
  return features.flatMap(({ type, summary, leftOut }, i) => {
    const name = names[i]! // as long as features
    const lines = [name.padEnd(width) + comment(summary), `    type: ${type}`]
    return leftOut === undefined ? lines : [`  # Left out: ${leftOut}.`, ...lines.map((line) => `  #${line.slice(1)}`)]
  })
}

/** Settings of trainers that people change first; each model type has some of them. */
const changedFirst = [
  "epochs",
  "batch_size",
  "num_boost_round",
  "learning_rate",
  "num_leaves",
  "min_data_in_leaf",
  "lambda_l2",
  "l1",
  "l2",
  "early_stop",
  "validation_metric",
]

/** Settings that people change first, as they stand without being written. */
function defaultLines({ trainer, preprocessing }: Config): string[] {
  const section = (name: string, settings: Readonly<Record<string, unknown>>, keys: readonly string[]): string[] => [
    `# ${name}:`,
    ...keys
      .filter((key) => settings[key] !== undefined && settings[key] !== null)
      .map((key) => `#   ${key}: ${yamlValue(settings[key])}`),
  ]
  return [...section("trainer", trainer, changedFirst), ...section("preprocessing", preprocessing, ["split"])]
}

/** The config as text. */
export function starterText({ introduction, allDefaults, inputs, outputs, rendered }: Starter): string {
  const { model_type } = rendered
  return [
    ...introduction.map((line) => `# ${line}`),
    "",
    ...(model_type === "ecd" ? [] : [`model_type: ${model_type}`, ""]),
    "input_features:",
    ...featureLines(inputs),
    "",
    "output_features:",
    ...featureLines(outputs),
    "",
    "# The defaults for this config; write them without the # to change them.",
    `# ${allDefaults}`,
    ...defaultLines(rendered),
    "",
  ].join("\n")
}
