// Pieces of reference pages: Markdown, and tables of settings.
import { stringify } from "yaml"
import type { z } from "zod"
import { expectation } from "../packages/core/src/schema/expectation.ts"
import { isRecord, objectFor, unwrap } from "../packages/core/src/schema/walk.ts"

// ── Markdown ────────────────────────────────────────────────────────────────────────────────────

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

export const page = (title: string, intro: string, ...sections: readonly string[]): string =>
  `${[`# ${title}`, intro, ...sections].join("\n\n")}\n`

export const yaml = (value: unknown): string =>
  `\`\`\`yaml\n${stringify(value, { lineWidth: 100, collectionStyle: "any" }).trim()}\n\`\`\``

// ── settings ────────────────────────────────────────────────────────────────────────────────────

export function defaultOf(field: z.ZodType): string {
  const { isOptional, initial } = unwrap(field)
  if (!isOptional) return "required"
  if (initial === undefined || initial === "") return "–"
  if (isRecord(initial)) return typeof initial["type"] === "string" ? `\`${initial["type"]}\`` : "–"
  return code(initial)
}

/** A value as it is written in a config. */
export const code = (value: unknown): string =>
  `\`${JSON.stringify(value).replaceAll(/^"|"$/g, "").replaceAll(",", ", ")}\``

/** Where a setting that is itself a component or a section is told. */
const pageOf: Readonly<Record<string, string>> = {
  input_features: "input-features",
  output_features: "output-features",
  encoder: "encoders",
  decoder: "decoders",
  loss: "losses",
  optimizer: "optimizers",
  combiner: "combiner",
  trainer: "trainer",
  preprocessing: "preprocessing",
  weights_initializer: "initializers",
  preset: "compatibility",
}

const linked = (key: string): string => (pageOf[key] === undefined ? `\`${key}\`` : `[\`${key}\`](${pageOf[key]}.md)`)

/** `chosen` are the values that settings have where a config is silent, other than the schema's. */
export function settingsTable(
  schema: z.ZodObject,
  skip: readonly string[] = ["type"],
  chosen: Readonly<Record<string, unknown>> = {},
): string {
  const rows = Object.entries(schema.shape)
    .filter(([key]) => !skip.includes(key))
    .map(([key, setting]) => {
      const field = setting as z.ZodType
      const initial = Object.hasOwn(chosen, key) ? code(chosen[key]) : defaultOf(field)
      return [linked(key), initial, expectation(field), field.meta()?.description ?? ""]
    })
  return rows.length === 0 ? "No settings." : table(["setting", "default", "allowed", "what it does"], rows)
}

export const section = (heading: string, schema: z.ZodType, skip?: readonly string[]): string => {
  const object = objectFor(schema, unwrap(schema).initial)
  return `## ${heading}\n\n${schema.meta()?.description ?? ""}\n\n${object === undefined ? "" : settingsTable(object, skip)}`
}
