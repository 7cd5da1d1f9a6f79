// Numbers: missing values filled, outliers handled, then scaled by what the training rows say.
import { DataError } from "../../errors.ts"
import { sql, type Sql } from "../../sql.ts"
import type { Step } from "../../transforms/index.ts"
import type { Companion, FitContext, Preprocessing, Statistics, StatisticsRequest } from "../preprocessing.ts"
import { normalScore } from "./normal-score.ts"
import type { NumberPreprocessingSettings } from "./settings.ts"

type Strategy = NumberPreprocessingSettings["missing_value_strategy"]

/** Quantiles that the `quantile` normalization interpolates between. */
const knots = 64

/** How far robustly scaled inputs may lie from 0. */
const softLimit = 3

/** q3 − q1 of a normal distribution, in its standard deviations. */
const normalQuartileRange = 1.349

/** What metadata says of the values; of a column without values, zeros. */
interface NumberStatistics {
  readonly mean: number
  readonly std: number
  readonly min: number
  readonly max: number
  readonly q1: number
  readonly q2: number
  readonly q3: number
}

const aggregates = {
  mean: (value: Sql) => sql`avg(${value})`,
  std: (value: Sql) => sql`stddev_samp(${value})`,
  min: (value: Sql) => sql`min(${value})`,
  max: (value: Sql) => sql`max(${value})`,
}

const quartiles = [0.25, 0.5, 0.75]
const knotShares = Array.from({ length: knots }, (_, i) => i / (knots - 1))

export const numberPreprocessing: Preprocessing<NumberPreprocessingSettings> = {
  dtype: "float32",
  parse: () => [{ type: "parse_number" }],
  dropsMissing: (settings) => settings.missing_value_strategy === "drop_row",
  *fit(settings, context) {
    const outliers = yield* fitOutliers(settings)
    const asked = yield {
      steps: outliers,
      aggregates,
      quantiles: settings.normalization === "quantile" ? [...quartiles, ...knotShares] : quartiles,
      ...(usesMode(settings) ? { frequencies: 1 } : {}),
    }
    const statistics = numberStatistics(asked)
    const filled = fillValues(settings, asked, statistics)
    const steps: Step[] = [
      ...missingSteps(settings.missing_value_strategy, filled.missing, `no ${context.column}`),
      ...outliers,
      ...(settings.outlier_strategy === null
        ? []
        : missingSteps(settings.outlier_strategy, filled.outlier, `an outlier in ${context.column}`)),
      ...normalizationSteps(settings, statistics, asked, context),
    ]
    return {
      metadata: { ...statistics, computed_fill_value: filled.missing },
      steps,
      summary: asked.rows === asked.missing ? "no values" : summarize(statistics),
      companions:
        settings.missing_value_indicator && context.role === "input" && asked.missing > 0 ? [missingFlag] : [],
    }
  },
}

const missingFlag: Companion = {
  about: "missing",
  type: "binary",
  encoder: { type: "passthrough", skip: false, adapter: null },
  metadata: {},
  steps: [{ type: "is_missing" }],
  dtype: "float32",
}

const usesMode = ({
  missing_value_strategy: missing,
  outlier_strategy: outlier,
}: NumberPreprocessingSettings): boolean => missing === "fill_with_mode" || outlier === "fill_with_mode"

/** The bounds come from all values; the statistics that follow, from the values within them. */
function* fitOutliers(
  settings: NumberPreprocessingSettings,
): Generator<StatisticsRequest, readonly Step[], Statistics> {
  const { outlier_strategy: strategy, outlier_threshold: threshold } = settings
  if (strategy === null || threshold === null) return []
  const { mean, std } = numberStatistics(yield { aggregates: { mean: aggregates.mean, std: aggregates.std } })
  return std === 0 ? [] : [{ type: "null_outliers", lower: mean - threshold * std, upper: mean + threshold * std }]
}

function numberStatistics({ aggregates: found, quantiles: [q1 = 0, q2 = 0, q3 = 0] }: Statistics): NumberStatistics {
  const value = (name: string): number => found[name] ?? 0
  return {
    mean: repeatable(value("mean")),
    std: repeatable(value("std")),
    min: value("min"),
    max: value("max"),
    q1,
    q2,
    q3,
  }
}

/** Without the last digits, which differ from run to run: the threads of a database add up many rows in any order. */
const repeatable = (value: number): number => Number(value.toPrecision(12))

function fillValues(
  settings: NumberPreprocessingSettings,
  { frequencies }: Statistics,
  { mean }: NumberStatistics,
): { readonly missing: number; readonly outlier: number } {
  const mode = Number(frequencies[0]?.value ?? 0)
  const valueOf = (strategy: Strategy | null): number => {
    if (strategy === "fill_with_const") return settings.fill_value ?? 0
    return strategy === "fill_with_mode" ? mode : mean
  }
  return { missing: valueOf(settings.missing_value_strategy), outlier: valueOf(settings.outlier_strategy) }
}

/** Every list ends with a constant: a graph has no other rows to look at, and rows to predict are never dropped. */
function missingSteps(strategy: Strategy, value: number, reason: string): readonly Step[] {
  const fill: Step = { type: "fill_missing", value }
  switch (strategy) {
    case "drop_row":
      return [{ type: "drop_missing", reason }, fill]
    case "ffill":
      return [{ type: "fill_neighbour", direction: "forward" }, fill]
    case "bfill":
      return [{ type: "fill_neighbour", direction: "backward" }, fill]
    case "keep":
      return [{ type: "mark_missing" }]
    case "fill_with_const":
    case "fill_with_mean":
    case "fill_with_mode":
      return [fill]
  }
}

/** A column of one value becomes zeros, whatever the normalization. */
function normalizationSteps(
  { normalization }: NumberPreprocessingSettings,
  statistics: NumberStatistics,
  asked: Statistics,
  context: FitContext,
): readonly Step[] {
  const { mean, std, min, max, q1, q2, q3 } = statistics
  switch (normalization) {
    case "zscore":
      return [{ type: "affine", subtract: mean, divide: std || 1 }]
    case "minmax":
      return [{ type: "affine", subtract: min, divide: max - min || 1 }]
    case "log1p":
      checkLogarithm(min, context)
      return [{ type: "log1p" }]
    case "iq":
      return [{ type: "affine", subtract: q2, divide: q3 - q1 || (max - min) / 2 || 1 }]
    case "robust": {
      const scale: Step = { type: "affine", subtract: q2, divide: (q3 - q1) / normalQuartileRange || std || 1 }
      return context.role === "input" ? [scale, { type: "soft_clip", limit: softLimit }] : [scale]
    }
    case "quantile":
      return [quantileStep(asked)]
    case null:
      return []
  }
}

function checkLogarithm(min: number, { column }: FitContext): void {
  if (min > -1) return
  throw new DataError("data/value", `column "${column}" holds ${min}, of which log1p has no value`, {
    at: column,
    hint: "use another `normalization` for it: log1p needs values above −1",
  })
}

/** Equal quantiles share one knot, at the mean of their scores. */
function quantileStep({ quantiles }: Statistics): Step {
  const from: number[] = []
  const scores: number[][] = []
  for (const [i, value] of quantiles.slice(quartiles.length).entries()) {
    const score = normalScore((i + 0.5) / knots)
    if (from.at(-1) === value) scores.at(-1)!.push(score)
    else {
      from.push(value)
      scores.push([score])
    }
  }
  if (from.length < 2) return { type: "affine", subtract: from[0] ?? 0, divide: 1 }
  return { type: "interpolate", from, to: scores.map((group) => group.reduce((a, b) => a + b, 0) / group.length) }
}

function summarize({ min, q2, max }: NumberStatistics): string {
  return `${format(min)} … ${format(max)}, median ${format(q2)}`
}

const format = (value: number): string => String(Number(value.toPrecision(4)))
