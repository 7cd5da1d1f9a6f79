// Features of an imported model: fitted as training would fit them, to what the file and the rows say of the columns.
import {
  identifier,
  sql,
  type Fitted,
  type FittedFeature,
  type ImportedModel,
  type ParsedConfig,
  type Statistics,
  type TreeModel,
} from "@fidelio/core"
import type { DataEngine } from "../data/data-engine.ts"
import { fittedFeatures, planFeatures, type PlannedFeature } from "../data/ingest.ts"
import { cleanValue, type Relation } from "../data/relation.ts"

/** What is known of a column of numbers. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly std: number
  readonly median: number
}

/** Rows to look at, where there are any. */
export interface Rows {
  readonly engine: DataEngine
  readonly relation: Relation
}

export async function numberRange({ engine, relation }: Rows, name: string): Promise<NumberRange | undefined> {
  const column = relation.columns.get(name)
  if (column === undefined) return undefined
  const value = sql`try_cast((${cleanValue(column)})::varchar as double)`
  const [found] = await engine.query(
    sql`select min(v), max(v), avg(v), stddev_samp(v), median(v) from (select ${value} as v from ${relation.from}) where isfinite(v)`,
  )
  const [min, max, mean, std, median] = (found ?? []).map((cell) => (cell === null ? NaN : Number(cell)))
  if (min === undefined || Number.isNaN(min)) return undefined
  return { min, max: max!, mean: mean!, std: std || 0, median: median! } // five, as asked
}

/** What trees tell of a column: between which numbers they split. */
export function splitRange({ trees }: TreeModel, column: number): NumberRange | undefined {
  const thresholds = trees.flatMap((tree) =>
    Array.from(tree.thresholds).filter((_, node) => tree.columns[node] === column),
  )
  if (thresholds.length === 0) return undefined
  const ordered = thresholds.toSorted((a, b) => a - b)
  const mean = ordered.reduce((sum, value) => sum + value, 0) / ordered.length
  const variance = ordered.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ordered.length
  const median = ordered[ordered.length >> 1]!
  return { min: ordered[0]!, max: ordered.at(-1)!, mean, std: Math.sqrt(variance), median }
}

/** The texts of a column, in the order of numbers where they are numbers. */
export async function distinctTexts(
  { engine, relation }: Rows,
  name: string,
  most: number,
): Promise<readonly string[]> {
  const column = relation.columns.get(name)
  if (column === undefined) return []
  const text = sql`nullif(trim((${cleanValue(column)})::varchar), '')`
  const rows = await engine.query(
    sql`select distinct t from (select ${text} as ${identifier("t")} from ${relation.from}) where t is not null limit ${most + 1}`,
  )
  const texts = rows.map(([value]) => String(value))
  const isNumeric = texts.every((value) => !Number.isNaN(Number(value)))
  return isNumeric ? texts.toSorted((a, b) => Number(a) - Number(b)) : texts.toSorted()
}

// ── fitting ─────────────────────────────────────────────────────────────────────────────────────

interface Known {
  readonly ranges: readonly (NumberRange | undefined)[]
  /** Of the output. */
  readonly classes: readonly string[]
}

/** Inputs in the order of the model's columns, then the output. */
export function importedFeatures(
  model: ImportedModel,
  { config }: ParsedConfig,
  known: Known,
): readonly FittedFeature[] {
  return planFeatures(config).flatMap((planned, place) => {
    const texts = planned.role === "output" ? known.classes : (model.columns[place]?.levels ?? [])
    const range = planned.role === "output" ? undefined : known.ranges[place]
    return fittedFeatures(planned, fitTo(planned, texts, range))
  })
}

const nothing: NumberRange = { min: 0, max: 0, mean: 0, std: 0, median: 0 }

function fitTo(planned: PlannedFeature, texts: readonly string[], range: NumberRange = nothing): Fitted {
  const { column, role, config, preprocessing } = planned
  const fitting = preprocessing.fit(config.preprocessing, { column, role, notice: () => undefined })
  for (let turn = fitting.next(); ;) {
    if (turn.done === true) return turn.value
    const { mean, std, min, max, median } = range
    const answer: Statistics = {
      rows: 1,
      missing: 0,
      aggregates: { mean, std, min, max },
      quantiles: (turn.value.quantiles ?? []).map(() => median),
      frequencies: texts.map((value) => ({ value, count: 1 })),
    }
    turn = fitting.next(answer)
  }
}
