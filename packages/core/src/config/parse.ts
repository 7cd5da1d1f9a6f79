// From what a person wrote to a config with every default filled in, or to all that is wrong with it at once.
import { ConfigError, FidelioError } from "../errors.ts"
import { orList } from "../schema/expectation.ts"
import { isRecord, schemaAt, type Path } from "../schema/walk.ts"
import { checkConfig } from "./checks/index.ts"
import { derive } from "./derive.ts"
import { createDraft, originOf, pathText } from "./draft.ts"
import type { Draft, Problem } from "./draft.ts"
import { applyPreset, applyRecommendation, expandShorthands, fillTypes, mergeDefaults } from "./fill.ts"
import { laterNames } from "./later.ts"
import { migrate } from "./migrations.ts"
import { modelTypes } from "./root.ts"
import type { Config, ModelType } from "./root.ts"
import { objectSource, readSource } from "./source.ts"
import type { Source } from "./source.ts"
import { applySupport } from "./support.ts"
import { nearest } from "./suggest.ts"
import { show, validate } from "./validate.ts"

/** A config that holds. */
export interface ParsedConfig {
  readonly config: Config
  /** What a person should know: old names, settings without effect. */
  readonly notices: readonly string[]
  /** The config as it was written. */
  readonly written: unknown
}

/** Reads a config from YAML text; `file` is what its errors call it. */
export function parseConfig(source: string, file = "config"): ParsedConfig {
  const read = readSource(source.replace(/^\uFEFF/, ""), file)
  if (read.problems.length > 0) throw failure(read.problems, file)
  return parse(read, file)
}

/** Reads a config from an object. */
export const parseConfigObject = (value: unknown): ParsedConfig => parse(objectSource(value), "config")

function parse(source: Source, file: string): ParsedConfig {
  const written = source.value
  if (!isRecord(written)) {
    const found = written === undefined || written === null ? "empty" : show(written)
    const problem = new FidelioError("config/value", `The config is ${found}; expected an object.`, {
      at: file,
      hint: "Write at least `input_features` and `output_features`.",
    })
    throw failure([problem], file)
  }
  const draft = createDraft(written)
  migrate(draft)
  expandShorthands(draft)
  applySupport(draft)
  applyPreset(draft)
  mergeDefaults(draft)
  applyRecommendation(draft, written)
  fillTypes(draft)
  const { config, problems } = check(draft)
  if (problems.length > 0 || config === undefined) throw failure(toErrors(problems, draft, source), file)
  return { config: derive(config), notices: [...new Set(draft.notices)], written }
}

function check(draft: Draft): { config: Config | undefined; problems: readonly Problem[] } {
  const name = draft.value["model_type"]
  if (typeof name !== "string" || !Object.hasOwn(modelTypes, name))
    return { config: undefined, problems: [unknownModel(name)] }
  const { output, problems } = validate(modelTypes[name as ModelType], draft.value, (path, value) =>
    ownerOf(name, path, value),
  )
  const config = output as Config | undefined // the schema's output
  const rules = config === undefined ? [] : checkConfig(config)
  const seen = new Set(problems.map((problem) => pathText(problem.path)))
  return {
    config,
    problems: [...draft.problems, ...problems, ...rules.filter((rule) => !seen.has(pathText(rule.path)))],
  }
}

/** Which other model types have a setting that this one has not. */
function ownerOf(name: string, path: Path, value: unknown): string | undefined {
  const owners = Object.entries(modelTypes).filter(([, schema]) => schemaAt(schema, path, value) !== undefined)
  if (owners.length === 0) return undefined
  return `It is a setting of ${orList(owners.map(([owner]) => owner))} models; \`model_type\` is ${name}.`
}

function unknownModel(name: unknown): Problem {
  const known = Object.keys(modelTypes)
  const meant = typeof name === "string" ? nearest(name, known) : undefined
  const isLater = laterNames.has(String(name))
  return {
    code: "config/value",
    path: ["model_type"],
    part: "value",
    message: isLater
      ? `The model type ${String(name)} is not available yet.`
      : `\`model_type\` is ${show(name)}; expected ${orList(known)}.`,
    hint: meant === undefined ? `Use ${orList(known)}.` : `Did you mean \`${meant}\`?`,
  }
}

/** So many are told at once: nobody reads more, and to find the place of each takes time. */
const maxProblems = 1000

/** The problems in the order in which they stand in the text, each once. */
function toErrors(problems: readonly Problem[], draft: Draft, source: Source): readonly FidelioError[] {
  const errors = new Map<string, { error: FidelioError; line: number; column: number }>()
  for (const { code, path, part, message, hint } of problems.slice(0, maxProblems)) {
    const origin = originOf(draft, path)
    const place = source.locate(origin, part)
    const where = pathText(origin)
    const at = place === undefined ? where : `${source.describe(place)}${where === "" ? "" : ` (${where})`}`
    const excerpt = place === undefined ? undefined : source.excerpt(place)
    const error = new FidelioError(code, message, { at, hint, excerpt })
    const key = `${at} ${message}`
    if (!errors.has(key)) errors.set(key, { error, line: place?.line ?? 0, column: place?.column ?? 0 })
  }
  return [...errors.values()].toSorted((a, b) => a.line - b.line || a.column - b.column).map(({ error }) => error)
}

function failure(problems: readonly FidelioError[], file: string): ConfigError {
  const count = problems.length === 1 ? "an error" : `${problems.length} errors`
  return new ConfigError(`${file === "config" ? "The config" : file} has ${count}.`, problems, { at: file })
}
