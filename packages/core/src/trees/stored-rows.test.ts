// Rows of bins that are read block by block: the same trees, bit for bit, as rows in memory make.
import { describe, expect, it } from "vitest"
import { invariant } from "../errors.ts"
import { randomStream } from "../random.ts"
import { binColumns, binRows, findBins, storeBins, storedColumns, type BinnedColumns } from "./bins/bin-columns.ts"
import { columnBlocks, type ColumnBlocks } from "./bins/column-blocks.ts"
import type { TreeColumn } from "./bins/column.ts"
import type { BinStore } from "./bins/row-blocks.ts"
import { createBooster } from "./booster.ts"
import { treeObjective } from "./objectives/index.ts"
import { boosterSettings, type BoosterSettingsInput } from "./settings.ts"
import { TreeMemory } from "./wasm/tree-memory.ts"

const bytesOf = (): BinStore => {
  const kept: number[] = []
  return {
    append(bytes) {
      for (const byte of bytes) kept.push(byte)
    },
    read(position, target) {
      invariant(position + target.length <= kept.length, "what was not written was read")
      target.set(kept.slice(position, position + target.length))
    },
  }
}

function sampleTable(rows: number, seed: number) {
  const random = randomStream(seed)
  const a = Float32Array.from({ length: rows }, () => (random.uniform() < 0.1 ? NaN : random.normal()))
  const b = Float32Array.from({ length: rows }, () => random.below(9))
  const c = Int32Array.from({ length: rows }, () => random.below(30) - 1)
  const d = Float32Array.from({ length: rows }, () => random.uniform())
  const classes = Int32Array.from({ length: rows }, (_, i) => {
    const score = (Number.isNaN(a[i]!) ? 1 : Math.sin(3 * a[i]!)) + (c[i]! % 5) / 2 + (b[i]! > 5 ? d[i]! : 0)
    return score + 0.3 * random.normal() > 1.5 ? 2 : score > 0.5 ? 1 : 0
  })
  const columns: readonly TreeColumn[] = [
    { kind: "number", values: a },
    { kind: "number", values: b },
    { kind: "category", values: c, levels: 29 },
    { kind: "number", values: d },
  ]
  return { columns, classes }
}

/** The columns in blocks of uneven length. */
const inBlocks = (columns: readonly TreeColumn[], rows: number): ColumnBlocks => ({
  rows,
  *blocks() {
    for (let begin = 0, size = 7; begin < rows; begin += size, size = (size * 13) % 101 || 1)
      yield columns.map((column) => ({ ...column, values: column.values.subarray(begin, begin + size) }))
  },
})

const rows = 3_000
const { columns, classes } = sampleTable(rows, 1)
const other = sampleTable(500, 2)

function boost(input: BoosterSettingsInput, type: string, binned: BinnedColumns, validation: BinnedColumns) {
  const settings = boosterSettings(input)
  const booster = createBooster({
    columns: binned,
    targets: type === "multiclass" ? classes : Float32Array.from(classes, (value) => Math.min(1, value)),
    classes: 3,
    objective: treeObjective(type),
    settings,
  })
  const kept = booster.addValidation(validation)
  for (let round = 0; round < 8; round++) booster.round()
  return { model: booster.model, scores: booster.scores.slice(), validation: kept.scores.slice() }
}

const cases: Readonly<Record<string, BoosterSettingsInput & { readonly type?: string }>> = {
  "leaf by leaf": {},
  "by depth": { grow_policy: "depth_wise", max_depth: 4 },
  "wide bins": { max_bin: 1_000, num_leaves: 15 },
  classes: { type: "multiclass", num_leaves: 8 },
  binary: { type: "binary", min_data_in_leaf: 3 },
  absolute: { type: "absolute_error" },
  bagging: { bagging_fraction: 0.5, feature_fraction_bynode: 0.5, extra_trees: true },
  goss: { boosting_type: "goss", learning_rate: 0.5 },
  dart: { boosting_type: "dart", drop_rate: 0.5, skip_drop: 0 },
  forest: { boosting_type: "rf", bagging_fraction: 0.6 },
  "more leaves than there are": { num_leaves: 5_000, min_data_in_leaf: 1 },
}

describe("rows that are read block by block", () => {
  it.each(Object.entries(cases))("%s: make the same trees", (_, { type = "squared_error", ...given }) => {
    const input = { num_leaves: 31, learning_rate: 0.3, ...given }
    const settings = boosterSettings(input)
    const whole = binColumns(columns, settings)
    const expected = boost(input, type, whole, binRows(whole.binning, columnBlocks(other.columns), whole.memory))
    for (const blockBytes of [64, 1_000, 5_000]) {
      const memory = new TreeMemory()
      const binning = findBins(inBlocks(columns, rows), settings)
      expect(binning).toEqual(whole.binning)
      const kept = (table: ColumnBlocks): BinnedColumns => {
        const store = bytesOf()
        storeBins(binning, table, store)
        return storedColumns(binning, table.rows, { memory, store, blockBytes })
      }
      const stored = kept(inBlocks(columns, rows))
      expect(stored.blocks.count).toBeGreaterThan(1)
      expect(boost(input, type, stored, kept(inBlocks(other.columns, 500)))).toEqual(expected)
    }
  })
})
