// Values of a column to ask a model about, each as rows of the data have it encoded.
import { encodedColumn, missingMark, type EncodedSplit, type FittedFeature } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { shortFloat } from "../prediction/short-float.ts"
import { inputsOf } from "../training/learner-columns.ts"
import { inOwnUnits, textsOf } from "./own-units.ts"

/** Numbers stop short of the rarest on both sides, where there are next to no rows to tell of. */
const lowest = 0.05
const highest = 0.95

export interface GridPoint {
  /** A number in the units of the data, or a text. */
  readonly value: number | string
  /** The row that has it: what is encoded of the column is taken from there. */
  readonly row: number
}

/** A column of the data, with the inputs that are made of it. */
export interface DependenceColumn {
  readonly name: string
  readonly isNumber: boolean
  readonly inputs: readonly FittedFeature[]
  readonly points: readonly GridPoint[]
}

/** Of each column at most so many values: numbers at quantiles of the rows, the most frequent categories. */
export function dependenceColumns(
  model: TrainedModel,
  examples: EncodedSplit,
  points: number,
): readonly DependenceColumn[] {
  const inputs = inputsOf(model.features)
  return [...new Set(inputs.map(({ column }) => column))].map((name) => {
    const own = inputs.filter(({ column }) => column === name)
    const main = own.find(({ companionOf }) => companionOf === undefined) ?? own[0]! // a name of an input
    const texts = textsOf(main)
    const read = (feature: FittedFeature) => encodedColumn(model.layout, examples, feature)
    const values = read(main)
    const flags = own.filter(({ companionOf }) => companionOf !== undefined).map(read)
    const rows = Array.from(values.keys()).filter(
      (row) => isThere(values[row]!, main) && flags.every((flag) => flag[row] === 0),
    )
    const isNumber = texts.length === 0
    const chosen = isNumber ? quantileRows(values, rows, points) : frequentRows(values, rows, points)
    return {
      name,
      isNumber,
      inputs: own,
      points: chosen.map((row) => ({ value: valueOf(main, texts, values[row]!), row })),
    }
  })
}

const isThere = (value: number, { dtype }: FittedFeature): boolean =>
  dtype === "int32" ? value >= 0 : value !== missingMark && !Number.isNaN(value)

const valueOf = ({ steps }: FittedFeature, texts: readonly string[], value: number): number | string =>
  texts.length === 0 ? shortFloat(inOwnUnits(steps, value)) : (texts[value] ?? String(value))

function firstRows(values: ArrayLike<number>, rows: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const row of rows) if (!found.has(values[row]!)) found.set(values[row]!, row)
  return found
}

/** Ascending. */
function quantileRows(values: ArrayLike<number>, rows: readonly number[], points: number): readonly number[] {
  const ordered = rows.toSorted((a, b) => values[a]! - values[b]! || a - b)
  const distinct = [...firstRows(values, ordered).values()]
  if (distinct.length <= points) return distinct
  const at = (i: number): number => {
    const share = points === 1 ? 0.5 : lowest + ((highest - lowest) * i) / (points - 1)
    return ordered[Math.round(share * (ordered.length - 1))]!
  }
  return [
    ...firstRows(
      values,
      Array.from({ length: points }, (_, i) => at(i)),
    ).values(),
  ]
}

/** In the order of their ids. */
function frequentRows(values: ArrayLike<number>, rows: readonly number[], points: number): readonly number[] {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(values[row]!, (counts.get(values[row]!) ?? 0) + 1)
  const first = firstRows(values, rows)
  const frequent = [...counts].toSorted(([a, many], [b, others]) => others - many || a - b).slice(0, points)
  return frequent
    .map(([id]) => id)
    .toSorted((a, b) => a - b)
    .map((id) => first.get(id)!) // counted in the same rows
}
