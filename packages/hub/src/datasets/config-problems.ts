// All that is wrong with a config, each with its line: its own mistakes, and columns that the data do not have.
import { ConfigError, formatConfig, parseConfig, readSource, type Config, type FidelioError } from "@fidelio/core"
import type { ConfigProblem } from "@fidelio/client"
import { missingColumns } from "../versions/check-config.ts"
import type { FoundRevision } from "../versions/dataset-revisions.ts"

interface CheckedConfig {
  readonly problems: ConfigProblem[]
  readonly rendered_config: string | null
}

export function configProblems(text: string, revision?: Pick<FoundRevision, "ref" | "columns">): CheckedConfig {
  let config: Config
  try {
    ;({ config } = parseConfig(text))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { problems: error.problems.map(problemOf), rendered_config: null }
  }
  const missing = revision === undefined ? [] : missingColumns(config, revision.columns, revision.ref)
  return { problems: placed(missing, text), rendered_config: formatConfig(config) }
}

/** `config:12:3 (trainer.epochs)`: what an error says of its place. */
const placePattern = /^config:(\d+):(\d+)(?: \((.*)\))?$/s

function problemOf({ code, message, hint, at }: FidelioError): ConfigProblem {
  const [, line, column, path] = placePattern.exec(at ?? "") ?? []
  const where = line === undefined ? (at === "config" ? undefined : at) : path
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { at: where }),
    ...(line === undefined ? {} : { line: Number(line), column: Number(column) }),
  }
}

function placed(problems: readonly FidelioError[], text: string): ConfigProblem[] {
  if (problems.length === 0) return []
  const source = readSource(text, "config")
  return problems.map((problem) => {
    const path = (problem.at ?? "").split(/[.[\]]+/).filter((key) => key !== "")
    const keys = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    const place = source.locate([...keys, ...(path[0]?.endsWith("_features") === true ? ["name"] : [])], "value")
    return { ...problemOf(problem), ...(place === undefined ? {} : { line: place.line, column: place.column }) }
  })
}
