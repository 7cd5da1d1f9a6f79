// Writes the reference pages, docs/reference/*.md, from the schemas, lists and tables of the code.
import { mkdirSync, writeFileSync } from "node:fs"
import type { z } from "zod"
import { combiners } from "../packages/core/src/combiners/index.ts"
import { differences, otherWays } from "../packages/core/src/config/differences.ts"
import { featureParts } from "../packages/core/src/config/features.ts"
import { linearLosses, treeLosses } from "../packages/core/src/config/learner-features.ts"
import { migrations } from "../packages/core/src/config/migrations.ts"
import { presets } from "../packages/core/src/config/presets.ts"
import { recommend } from "../packages/core/src/config/recommend.ts"
import { modelTypes, type ModelType } from "../packages/core/src/config/root.ts"
import { supportTable } from "../packages/core/src/config/support-table.ts"
import type { Component } from "../packages/core/src/define.ts"
import { errorCatalogue } from "../packages/core/src/errors.ts"
import { initializers } from "../packages/core/src/initializers/index.ts"
import { rankedMetrics } from "../packages/core/src/metrics/index.ts"
import { optimizers } from "../packages/core/src/optimizers/index.ts"
import { choicesOf, objectFor, schemaAt, unwrap } from "../packages/core/src/schema/walk.ts"
import { defaultOf, page, section, settingsTable, table, yaml } from "./reference-pieces.ts"
import { trainerPages } from "./trainer-pages.ts"

const root = modelTypes.ecd

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
  const byType = Object.entries(featureParts).map(([type, { metrics }]) => [type, metrics] as const)
  const ranked = ["number, ranked by `objective: lambdarank`", rankedMetrics] as const
  return [...byType, ranked].map(([type, metrics]) => {
    const rows = metrics.map(({ type: name, summary, direction, range }) => [
      `\`${name}\``,
      summary,
      direction === "minimize" ? "lower" : "higher",
      range.map((bound) => (Number.isFinite(bound) ? String(bound) : bound < 0 ? "−∞" : "∞")).join(" … "),
    ])
    return `## ${type}\n\n${table(["metric", "what it is", "better", "range"], rows)}`
  })
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
    .map(({ in: where, path, reason, models }) => [
      `${whereOf[where]}${path}`.replace(/\.$/, ""),
      models?.join(", ") ?? "all",
      reason,
    ])

// ── model types ─────────────────────────────────────────────────────────────────────────────────

const typeNames = Object.keys(modelTypes) as readonly ModelType[]
const trainerPage: Readonly<Record<ModelType, string>> = {
  ecd: "trainer",
  gbm: "gbm-trainer",
  linear: "linear-trainer",
}

/** What of a network's settings another model type has not. */
const missingOf = (own: z.ZodObject | undefined, network: z.ZodObject | undefined): readonly string[] =>
  Object.keys(network?.shape ?? {}).filter((key) => !Object.hasOwn(own?.shape ?? {}, key))

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ")

const modelTypeTable = (): string =>
  table(
    ["`model_type`", "what it is", "`trainer`", "sections that it has not"],
    typeNames.map((type) => [
      `\`${type}\`${type === "ecd" ? ", the default" : ""}`,
      modelTypes[type].shape.model_type.meta()?.description ?? "",
      `[settings](${trainerPage[type]}.md)`,
      codes(missingOf(modelTypes[type], root)),
    ]),
  )

function missingIn(side: "input_features" | "output_features"): string {
  const type = Object.keys(featureParts)[0]
  const of = (model: ModelType): z.ZodObject | undefined => objectFor(modelTypes[model].shape[side].element, { type })
  return `Trees and linear models have no ${codes(missingOf(of("gbm"), of("ecd")))}.`
}

const lossTable = (): string =>
  table(
    ["output", "`gbm`", "`linear`"],
    Object.keys(featureParts).map((type) => {
      const names = (lists: typeof treeLosses | typeof linearLosses): string =>
        codes(lists[type as keyof typeof featureParts].map((loss) => loss.type))
      return [type, names(treeLosses), names(linearLosses)]
    }),
  )

const pages: Readonly<Record<string, string>> = {
  config: page(
    "Config",
    "The sections of a config. `fidelio render_config` shows a config with every default filled in.",
    `## Model types\n\n${modelTypeTable()}`,
    `## Sections\n\nOf networks; the others have those that the table above does not name as missing.\n\n${settingsTable(root, [])}`,
    section("backend", root.shape.backend, []),
  ),
  "input-features": page(
    "Input features",
    `The columns that the model is given. ${missingIn("input_features")}`,
    ...featureSections("input_features"),
  ),
  "output-features": page(
    "Output features",
    `The columns that the model predicts. ${missingIn("output_features")}`,
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
  losses: page(
    "Losses",
    "What training makes small: `output_features[].loss`.",
    `Networks can minimise all of them, other model types some:\n\n${lossTable()}`,
    ...byFeatureType("losses", "loss"),
  ),
  optimizers: page("Optimizers", "How parameters are updated: `trainer.optimizer`.", ...components(optimizers)),
  initializers: page(
    "Initializers",
    "How parameters begin, as a name or as an object of `type` and settings.",
    ...components(initializers),
  ),
  ...trainerPages,
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
    `## Our own choices\n\nA config without a \`combiner\` and without a \`preset\` gets these where it is silent, for binary and category outputs:\n\n${yaml(recommend({ output_features: [{ type: "category" }] }))}\n\nand for number outputs:\n\n${yaml(recommend({ output_features: [{ type: "number" }] }))}\n\nFrom 500 inputs on, numbers are taken as they are (\`passthrough\`): bins for each would take long to compile.\n\nTrees (\`model_type: gbm\`):\n\n${yaml(recommend({ model_type: "gbm" }))}\n\nLinear models (\`model_type: linear\`):\n\n${yaml(recommend({ model_type: "linear" }))}`,
    `## Presets\n\n${Object.entries(presets)
      .map(([name, settings]) => `### ${name}\n\n${settings === null ? "Not available yet." : yaml(settings)}`)
      .join("\n\n")}`,
    `## Other ways\n\n${otherWays.map((sentence) => `- ${sentence}`).join("\n")}`,
    `## Other defaults\n\n${table(
      ["setting", "default here"],
      Object.entries(differences).map(([path, reason]) => [`\`${path}\``, reason]),
    )}`,
    `## Old names\n\n${migrations.map(({ summary }) => `- ${summary}`).join("\n")}`,
    `## Accepted, without effect\n\n${table(["setting", "model types", "why"], supportRows("withoutEffect"))}`,
    `## Not available yet\n\n${table(["setting", "model types", "instead"], supportRows("unsupported"))}`,
    `## Of networks only\n\n${table(["setting", "an error for", "what to do"], supportRows("ofNetworks"))}`,
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
