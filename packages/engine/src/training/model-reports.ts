// Files beside a model that say what it relies on: importance of columns for trees, coefficients of linear models.
import { modelOutputs, treeImportance, treesOf, type ModelType } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { explainCoefficients, type Coefficient, type CoefficientsExplanation } from "../explain/coefficients.ts"
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
  "score",
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

type Field = string | number | null

/** The same numbers as an explanation of the model has. */
function coefficients(model: TrainedModel): string {
  const rows = explainCoefficients(model).flatMap((explanation) =>
    explanation.coefficients.map((coefficient) => rowOf(coefficient, explanation)),
  )
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\n`).join("")
}

function rowOf(
  { column, level, value, statistics, exception }: Coefficient,
  { output, class: ofClass, meaning, withoutStatistics }: CoefficientsExplanation,
): readonly Field[] {
  const { standardError, statistic, pValue, lower, upper } = statistics ?? {}
  return [
    output,
    ofClass,
    meaning,
    column ?? "(intercept)",
    level,
    value,
    ...[standardError, statistic, pValue, lower, upper].map((number) => number ?? null),
    column === null ? withoutStatistics : exception, // at an intercept, why nothing is known of any
  ]
}

function field(value: Field): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
