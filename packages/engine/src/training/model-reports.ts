// Files beside a model that say what it relies on: importance of columns for trees, coefficients of linear models.
import {
  coefficientLines,
  linearOf,
  missingStatistics,
  modelOutputs,
  treeImportance,
  treesOf,
  type CoefficientLine,
  type FittedFeature,
  type LinearDetails,
  type LinearModel,
  type ModelOutput,
  type ModelType,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { inputsOf } from "./learner-columns.ts"

/** File name → content. */
export type ModelReports = ReadonlyMap<string, string>

const reports: { readonly [T in ModelType]: (model: TrainedModel) => ModelReports } = {
  ecd: () => new Map(),
  gbm: (model) => new Map([["feature_importance.json", `${JSON.stringify(importance(model), undefined, 2)}\n`]]),
  linear: (model) => new Map([["coefficients.csv", coefficients(model)]]),
}

/** What is written of a model into the results folder. */
export const modelReports = (model: TrainedModel): ModelReports => reports[model.config.model_type](model)

// ── trees ───────────────────────────────────────────────────────────────────────────────────────

/** Output → column → what splits by it gained in all, and how many there are; the most important first. */
function importance({ features, weights }: TrainedModel) {
  const inputs = inputsOf(features)
  return Object.fromEntries(
    modelOutputs(features).map(({ feature }) => {
      const model = treesOf(feature.name, weights)
      const gains = treeImportance(model, "gain")
      const splits = treeImportance(model, "split")
      const columns = inputs.map(({ name }, i) => [name, { gain: gains[i]!, split: splits[i]! }] as const) // one a column
      return [feature.name, Object.fromEntries(columns.toSorted(([, a], [, b]) => b.gain - a.gain))]
    }),
  )
}

// ── linear models ───────────────────────────────────────────────────────────────────────────────

const header = [
  "output",
  "class",
  "feature",
  "level",
  "coefficient",
  "standard_error",
  "statistic",
  "p_value",
  "lower",
  "upper",
  "note",
]

function coefficients({ features, weights, details }: TrainedModel): string {
  const inputs = inputsOf(features)
  const rows = modelOutputs(features).flatMap((output) => {
    const known = details[output.feature.name] as unknown as LinearDetails // what training kept of it
    const model = linearOf(output.feature.name, weights, known)
    return coefficientLines(model).map((line) => rowOf(line, { output, model, inputs }))
  })
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\n`).join("")
}

interface Place {
  readonly output: ModelOutput
  readonly model: LinearModel
  readonly inputs: readonly FittedFeature[]
}

type Field = string | number | null

function rowOf(line: CoefficientLine, { output, model, inputs }: Place): readonly Field[] {
  const { statistics } = line
  const input = line.column === null ? undefined : inputs[line.column]
  const { standardError, statistic, pValue, lower, upper } = statistics ?? {}
  return [
    output.feature.name,
    model.intercepts.length === 1 ? null : (vocabularyOf(output.feature)[line.score] ?? null),
    input?.name ?? "(intercept)",
    input === undefined || line.level === null ? null : (vocabularyOf(input)[line.level] ?? null),
    line.value,
    ...[standardError, statistic, pValue, lower, upper].map((value) => value ?? null),
    noteOf(line, model),
  ]
}

/** Why a coefficient is no estimate; at an intercept, why nothing is known of any. */
function noteOf({ column, exception }: CoefficientLine, model: LinearModel): string | null {
  if (column !== null) return exception
  return model.missingStatistics === null ? null : missingStatistics[model.missingStatistics]
}

/** The text of each id. */
function vocabularyOf({ steps }: FittedFeature): readonly string[] {
  const lookup = steps.findLast(({ type }) => type === "lookup")
  return lookup?.type === "lookup" ? lookup.vocabulary : []
}

function field(value: Field): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
