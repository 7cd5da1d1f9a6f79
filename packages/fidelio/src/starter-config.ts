// The config that `init_config` writes: features with what was found in their columns, and the defaults to change as comments.
import type { Config } from "@fidelio/core"
import { commandLine, quote } from "./shell.ts"

/** A column of the data as a feature to begin with. */
export interface StarterFeature {
  readonly name: string
  readonly type: string
  /** What was found in the column. */
  readonly summary: string
  /** Why the column is better left out; absent where it is not. */
  readonly leftOut?: string | undefined
}

export interface Starter {
  /** How the command is told of the data. */
  readonly source: string
  readonly rows: number
  readonly inputs: readonly StarterFeature[]
  readonly outputs: readonly StarterFeature[]
  /** Where the config will be, and its schema, as editors find it. */
  readonly file: string
  readonly schema: string
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
export function starterText({ source, rows, inputs, outputs, file, schema, rendered }: Starter): string {
  const { model_type } = rendered
  return [
    `# yaml-language-server: $schema=${schema}`,
    `# A config for ${source} (${rows.toLocaleString("en-US")} rows). Edit it, then:`,
    `#   ${commandLine("train", { config: file, dataset: source })}`,
    "",
    ...(model_type === "ecd" ? [] : [`model_type: ${model_type}`, ""]),
    "input_features:",
    ...featureLines(inputs),
    "",
    "output_features:",
    ...featureLines(outputs),
    "",
    "# The defaults for this config; write them without the # to change them.",
    `# All of them: fidelio render_config --config ${quote(file)}`,
    ...defaultLines(rendered),
    "",
  ].join("\n")
}
