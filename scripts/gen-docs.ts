// Writes the reference pages, docs/reference/*.md, from the schemas, lists and tables of the code.
import { mkdirSync, writeFileSync } from "node:fs"
import { stringify } from "yaml"
import type { z } from "zod"
import { combiners } from "../packages/core/src/combiners/index.ts"
import { differences, otherWays } from "../packages/core/src/config/differences.ts"
import { featureParts } from "../packages/core/src/config/features.ts"
import { migrations } from "../packages/core/src/config/migrations.ts"
import { presets } from "../packages/core/src/config/presets.ts"
import { recommend } from "../packages/core/src/config/recommend.ts"
import { modelTypes } from "../packages/core/src/config/root.ts"
import { supportTable } from "../packages/core/src/config/support-table.ts"
import type { Component } from "../packages/core/src/define.ts"
import { errorCatalogue } from "../packages/core/src/errors.ts"
import { initializers } from "../packages/core/src/initializers/index.ts"
import { optimizers } from "../packages/core/src/optimizers/index.ts"
import { expectation } from "../packages/core/src/schema/expectation.ts"
import { choicesOf, isRecord, objectFor, schemaAt, unwrap } from "../packages/core/src/schema/walk.ts"

const root = modelTypes.ecd

// ── Markdown ────────────────────────────────────────────────────────────────────────────────────

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

const page = (title: string, intro: string, ...sections: readonly string[]): string =>
  `${[`# ${title}`, intro, ...sections].join("\n\n")}\n`

const yaml = (value: unknown): string =>
  `\`\`\`yaml\n${stringify(value, { lineWidth: 100, collectionStyle: "any" }).trim()}\n\`\`\``

// ── settings ────────────────────────────────────────────────────────────────────────────────────

function defaultOf(field: z.ZodType): string {
  const { isOptional, initial } = unwrap(field)
  if (!isOptional) return "required"
  if (initial === undefined || initial === "") return "–"
  if (isRecord(initial)) return typeof initial["type"] === "string" ? `\`${initial["type"]}\`` : "–"
  return `\`${JSON.stringify(initial).replaceAll(/^"|"$/g, "").replaceAll(",", ", ")}\``
}

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

function settingsTable(schema: z.ZodObject, skip: readonly string[] = ["type"]): string {
  const rows = Object.entries(schema.shape)
    .filter(([key]) => !skip.includes(key))
    .map(([key, setting]) => {
      const field = setting as z.ZodType
      return [linked(key), defaultOf(field), expectation(field), field.meta()?.description ?? ""]
    })
  return rows.length === 0 ? "No settings." : table(["setting", "default", "allowed", "what it does"], rows)
}

const section = (heading: string, schema: z.ZodType, skip?: readonly string[]): string => {
  const object = objectFor(schema, unwrap(schema).initial)
  return `## ${heading}\n\n${schema.meta()?.description ?? ""}\n\n${object === undefined ? "" : settingsTable(object, skip)}`
}

// ── components ──────────────────────────────────────────────────────────────────────────────────

function component({ type, summary, schema, examples }: Component, level: string): string {
  const [example] = examples.filter((settings) => Object.keys(settings).length > 0)
  const shown = example === undefined ? [] : [`For example:\n\n${yaml({ type, ...example })}`]
  return [`${level} ${type}`, summary, settingsTable(schema), ...shown].join("\n\n")
}

const components = (list: readonly Component[], level = "##"): readonly string[] =>
  [...list].toSorted((a, b) => a.type.localeCompare(b.type)).map((part) => component(part, level))

/** Components by feature type; one that several types share is told once. */
function byFeatureType(
  part: "encoders" | "decoders" | "losses",
  fallback: "encoder" | "decoder" | "loss",
): readonly string[] {
  const seen = new Map<Component, string>()
  return Object.entries(featureParts).flatMap(([type, parts]) => {
    const list: readonly Component[] = parts[part]
    const texts = [...list]
      .toSorted((a, b) => a.type.localeCompare(b.type))
      .map((entry) => {
        const first = seen.get(entry)
        if (first !== undefined) return `### ${entry.type}\n\n${entry.summary} As for ${first}.`
        seen.set(entry, type)
        return component(entry, "###")
      })
    return [`## ${type}\n\nThe default is \`${parts[fallback]}\`.`, ...texts]
  })
}

// ── pages ───────────────────────────────────────────────────────────────────────────────────────

const featureSections = (side: "input_features" | "output_features"): readonly string[] =>
  Object.keys(featureParts).map((type) => {
    const schema = objectFor(root.shape[side].element, { type })
    return `## ${type}\n\n${schema === undefined ? "" : settingsTable(schema)}`
  })

const preprocessingSections = (): readonly string[] =>
  Object.keys(featureParts).map((type) => {
    const at = (side: string): z.ZodObject | undefined =>
      objectFor(schemaAt(root, [side, 0, "preprocessing"], { [side]: [{ type }] }) ?? root, undefined)
    const [input, output] = [at("input_features"), at("output_features")]
    const changed = Object.keys(output?.shape ?? {}).filter(
      (key) => defaultOf(output?.shape[key] as z.ZodType) !== defaultOf(input?.shape[key] as z.ZodType),
    )
    const others = changed.map((key) => `\`${key}\` ${defaultOf(output?.shape[key] as z.ZodType)}`)
    return `## ${type}\n\n${input === undefined ? "" : settingsTable(input)}\n\nAs an output: ${others.join(", ")}.`
  })

function splitSections(): readonly string[] {
  const choices = choicesOf(unwrap(objectFor(root.shape.preprocessing, undefined)?.shape["split"] as z.ZodType).schema)
  return [...(choices?.members ?? [])].map(
    ([type, schema]) =>
      `### ${type}\n\n${(schema.shape["type"] as z.ZodType).meta()?.description ?? ""}\n\n${settingsTable(schema)}`,
  )
}

function metricSections(): readonly string[] {
  return Object.entries(featureParts).map(([type, { metrics }]) => {
    const rows = metrics.map(({ type: name, summary, direction, range }) => [
      `\`${name}\``,
      summary,
      direction === "minimize" ? "lower" : "higher",
      range.map((bound) => (Number.isFinite(bound) ? String(bound) : bound < 0 ? "−∞" : "∞")).join(" … "),
    ])
    return `## ${type}\n\n${table(["metric", "what it is", "better", "range"], rows)}`
  })
}

const trainer = (): readonly string[] => {
  const part = (key: string): z.ZodType => objectFor(root.shape.trainer, undefined)?.shape[key] as z.ZodType
  return [
    settingsTable(objectFor(root.shape.trainer, undefined) ?? root),
    ...["learning_rate_scheduler", "gradient_clipping", "profiler"].map((key) => section(key, part(key))),
  ]
}

const whereOf: Readonly<Record<string, string>> = {
  root: "",
  feature: "*feature*.",
  input: "*input*.",
  output: "*output*.",
  encoder: "*input*.encoder.",
  decoder: "*output*.decoder.",
  loss: "*output*.loss.",
}

const supportRows = (kind: string): readonly (readonly string[])[] =>
  supportTable
    .filter((entry) => entry.class === kind)
    .map(({ in: where, path, reason }) => [`${whereOf[where]}${path}`, reason])

const pages: Readonly<Record<string, string>> = {
  config: page(
    "Config",
    "The sections of a config. `fidelio render_config` shows a config with every default filled in.",
    settingsTable(root, []),
    section("backend", root.shape.backend, []),
  ),
  "input-features": page(
    "Input features",
    "The columns that the model is given.",
    ...featureSections("input_features"),
  ),
  "output-features": page(
    "Output features",
    "The columns that the model predicts.",
    ...featureSections("output_features"),
  ),
  encoders: page(
    "Encoders",
    "How an input is encoded: `input_features[].encoder`.",
    ...byFeatureType("encoders", "encoder"),
  ),
  combiner: page("Combiners", "How encoded inputs become one representation: `combiner`.", ...components(combiners)),
  decoders: page(
    "Decoders",
    "How a prediction is made: `output_features[].decoder`.",
    ...byFeatureType("decoders", "decoder"),
  ),
  losses: page("Losses", "What training makes small: `output_features[].loss`.", ...byFeatureType("losses", "loss")),
  optimizers: page("Optimizers", "How parameters are updated: `trainer.optimizer`.", ...components(optimizers)),
  initializers: page(
    "Initializers",
    "How parameters begin, as a name or as an object of `type` and settings.",
    ...components(initializers),
  ),
  trainer: page("Trainer", "How the model is trained: `trainer`.", ...trainer()),
  preprocessing: page(
    "Preprocessing",
    "The data as a whole, `preprocessing`, and the columns of each type, `input_features[].preprocessing`.",
    section("The whole data", root.shape.preprocessing),
    "## Splits\n\n`preprocessing.split`",
    ...splitSections(),
    ...preprocessingSections(),
  ),
  metrics: page(
    "Metrics",
    "What is reported of each output, and what `validation_metric` may name.",
    ...metricSections(),
  ),
  compatibility: page(
    "Compatibility",
    "Older and other ways to write a config, and what comes of them.",
    `## Our own choices\n\nA config without a \`combiner\` and without a \`preset\` gets these where it is silent, for binary and category outputs:\n\n${yaml(recommend({ output_features: [{ type: "category" }] }))}\n\nand for number outputs:\n\n${yaml(recommend({ output_features: [{ type: "number" }] }))}\n\nFrom 500 inputs on, numbers are taken as they are (\`passthrough\`): bins for each would take long to compile.`,
    `## Presets\n\n${Object.entries(presets)
      .map(([name, settings]) => `### ${name}\n\n${settings === null ? "Not available yet." : yaml(settings)}`)
      .join("\n\n")}`,
    `## Other ways\n\n${otherWays.map((sentence) => `- ${sentence}`).join("\n")}`,
    `## Other defaults\n\n${table(
      ["setting", "default here"],
      Object.entries(differences).map(([path, reason]) => [`\`${path}\``, reason]),
    )}`,
    `## Old names\n\n${migrations.map(({ summary }) => `- ${summary}`).join("\n")}`,
    `## Accepted, without effect\n\n${table(["setting", "why"], supportRows("withoutEffect"))}`,
    `## Not available yet\n\n${table(["setting", "instead"], supportRows("unsupported"))}`,
  ),
  errors: page(
    "Errors",
    "Every error has a code. The command ends with the exit status of its error, the server answers with the HTTP status.",
    table(
      ["code", "what it means", "exit", "HTTP"],
      Object.entries(errorCatalogue).map(([code, { summary, exit, status }]) => [
        `\`${code}\``,
        summary,
        String(exit),
        String(status),
      ]),
    ),
  ),
}

const folder = new URL("../docs/reference/", import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(pages)) writeFileSync(new URL(`${name}.md`, folder), text)
