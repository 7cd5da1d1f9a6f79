// Repeats training rows of the rarer value of a binary target, or leaves out rows of the more frequent one.
import {
  DataError,
  encodedColumn,
  permutation,
  randomKey,
  tableNames,
  type DatasetLayout,
  type EncodedSplit,
  type FittedFeature,
  type TableName,
  type Tensor,
} from "@fidelio/core"
import type { DatasetConfig } from "./dataset-config.ts"

interface BalanceOptions {
  readonly features: readonly FittedFeature[]
  readonly layout: DatasetLayout
  readonly config: DatasetConfig
  readonly seed: number
  notice(message: string): void
}

export function balanceTraining<Splits extends { readonly training: EncodedSplit }>(
  splits: Splits,
  options: BalanceOptions,
): Splits {
  const { oversample_minority: over, undersample_majority: under } = options.config.preprocessing
  if (over === null && under === null) return splits
  const target = binaryTarget(options.features)
  const values = encodedColumn(options.layout, splits.training, target)
  const groups: [number[], number[]] = [[], []]
  for (const [row, value] of values.entries()) groups[value === 1 ? 1 : 0].push(row)
  const [minority, majority] = groups.toSorted((a, b) => a.length - b.length) as [number[], number[]] // two they are
  const key = randomKey(options.seed, "balance")
  const kept =
    over === null
      ? [...minority, ...chosen(majority, Math.min(majority.length, Math.round(minority.length / under!)), key)] // one is set
      : [...majority, ...repeated(minority, Math.max(minority.length, Math.round(majority.length * over)), key)]
  const rows = Int32Array.from(kept).sort()
  options.notice(
    `Balanced the training rows of "${target.column}": ${splits.training.size} rows became ${rows.length}.`,
  )
  return { ...splits, training: takeRows(options.layout, splits.training, rows) }
}

function binaryTarget(features: readonly FittedFeature[]): FittedFeature {
  const outputs = features.filter(({ role }) => role === "output")
  if (outputs.length === 1 && outputs[0]!.type === "binary") return outputs[0]!
  throw new DataError(
    "data/value",
    "`oversample_minority` and `undersample_majority` need exactly one output, and a binary one",
    {
      hint: "leave them out, or weigh the classes in the loss",
    },
  )
}

const chosen = (rows: readonly number[], count: number, key: number): readonly number[] =>
  Array.from(permutation(key, rows.length).subarray(0, count), (place) => rows[place]!)

/** Every row as often as every other, give or take one. */
function repeated(rows: readonly number[], count: number, key: number): readonly number[] {
  const whole = Math.floor(count / rows.length)
  return [...Array.from({ length: whole }, () => rows).flat(), ...chosen(rows, count - whole * rows.length, key)]
}

function takeRows(layout: DatasetLayout, split: EncodedSplit, rows: Int32Array): EncodedSplit {
  const tables: Partial<Record<TableName, Tensor>> = {}
  for (const name of tableNames) {
    const table = split.tables[name]
    if (table === undefined) continue
    const width = layout.tables[name].length
    const from = table.data as Float32Array | Int32Array // by the table's name
    const data =
      from instanceof Float32Array ? new Float32Array(rows.length * width) : new Int32Array(rows.length * width)
    for (const [i, row] of rows.entries()) data.set(from.subarray(row * width, (row + 1) * width), i * width)
    tables[name] = { ...table, shape: [rows.length, width], data }
  }
  return { size: rows.length, tables }
}
