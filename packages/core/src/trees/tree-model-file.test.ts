import { describe, expect, it } from "vitest"
import { binColumns } from "./bins/bin-columns.ts"
import type { TreeColumn } from "./bins/column.ts"
import { createBooster } from "./booster.ts"
import { multiclass } from "./objectives/multiclass.ts"
import { boosterSettings } from "./settings.ts"
import { decodeBoosterState, decodeTreeModel, encodeBoosterState, encodeTreeModel } from "./tree-model-file.ts"

describe("a file of trees", () => {
  const settings = boosterSettings({ min_data_in_leaf: 2, min_data_per_group: 1, cat_smooth: 1, num_leaves: 7 })
  const rows = 150
  const columns: readonly TreeColumn[] = [
    { kind: "number", values: Float32Array.from({ length: rows }, (_, i) => (i * 7919) % 101) },
    { kind: "category", values: Int32Array.from({ length: rows }, (_, i) => (i * 31) % 11), levels: 11 },
  ]
  const targets = Int32Array.from({ length: rows }, (_, i) => ((i * 31) % 11) % 3)
  const booster = createBooster({
    columns: binColumns(columns, settings),
    targets,
    classes: 3,
    objective: multiclass,
    settings,
  })
  booster.addValidation(columns)
  for (let round = 0; round < 4; round++) booster.round()

  it("gives back the model", () => {
    expect(decodeTreeModel(encodeTreeModel(booster.model))).toEqual(booster.model)
  })

  it("gives back the state", () => {
    expect(decodeBoosterState(encodeBoosterState(booster.state()))).toEqual(booster.state())
  })

  it("is told from other files, and from half of itself", () => {
    const bytes = encodeTreeModel(booster.model)
    expect(() => decodeTreeModel(new Uint8Array(100))).toThrow(/not a file of trees/)
    expect(() => decodeTreeModel(bytes.subarray(0, bytes.length - 64))).toThrow(/ends too early/)
  })
})
