import { expect, test } from "vitest"
import type { ColumnProfile } from "@fidelio/client"
import { diffData, type VersionData } from "./diff-data.ts"

const age: ColumnProfile = {
  name: "age",
  sql_type: "DOUBLE",
  type: "number",
  rows: 891,
  missing: 177,
  distinct: 88,
  examples: ["22", "38"],
  min: 0.42,
  max: 80,
  mean: 29.7,
  standard_deviation: 14.5,
  quantiles: [4, 20.125, 28, 38, 56],
  histogram: { edges: [0, 40, 80], counts: [563, 151] },
  top: null,
}

const sex: ColumnProfile = {
  name: "sex",
  sql_type: "VARCHAR",
  type: "category",
  rows: 891,
  missing: 0,
  distinct: 2,
  examples: ["male", "female"],
  min: null,
  max: null,
  mean: null,
  standard_deviation: null,
  quantiles: null,
  histogram: null,
  top: [
    { value: "male", count: 577 },
    { value: "female", count: 314 },
  ],
}

const titanic: VersionData = { dataset: "titanic", revision: 1, sha256: "a".repeat(64), rows: 891, profile: [age, sex] }
const split = { training: 623, validation: 89, test: 179, dropped: [] }

test("the same data differ in nothing", () => {
  expect(diffData({ data: titanic, split }, { data: titanic, split })).toEqual({
    same: true,
    changes: [],
    columns: [
      { column: "age", kind: "same", changes: [] },
      { column: "sex", kind: "same", changes: [] },
    ],
  })
})

test("a mean of the same numbers, summed in another order, is no change; another mean is", () => {
  const withMean = (mean: number): VersionData => ({ ...titanic, profile: [{ ...age, mean }, sex] })
  const kindOf = (mean: number) => diffData({ data: titanic, split }, { data: withMean(mean), split }).columns[0]!.kind
  expect(kindOf(29.7 + 4e-15)).toBe("same")
  expect(kindOf(29.7 + 1e-8)).toBe("changed")
})

test("another revision differs in its fingerprint, its rows, and the profiles of what changed", () => {
  const later: VersionData = {
    ...titanic,
    revision: 2,
    sha256: "b".repeat(64),
    rows: 900,
    profile: [
      { ...age, rows: 900, missing: 180, mean: 30, quantiles: [4, 20.125, 28.5, 38, 56] },
      { ...sex, name: "gender" },
    ],
  }
  const dropped = [{ rows: 3, reason: "no target" }]
  const { same, changes, columns } = diffData(
    { data: titanic, split },
    { data: later, split: { ...split, training: 629, dropped } },
  )
  expect(same).toBe(false)
  expect(changes.map(({ path, kind, before, after }) => [path, kind, before, after])).toEqual([
    ["revision", "changed", 1, 2],
    ["rows", "changed", 891, 900],
    ["sha256", "changed", "a".repeat(64), "b".repeat(64)],
    ["split.training", "changed", 623, 629],
    ['split.dropped["no target"]', "added", null, 3],
  ])
  expect(columns).toEqual([
    {
      column: "age",
      kind: "changed",
      changes: [
        { what: "rows", before: 891, after: 900 },
        { what: "missing", before: 177, after: 180 },
        { what: "median", before: 28, after: 28.5 },
        { what: "mean", before: 29.7, after: 30 },
      ],
    },
    { column: "sex", kind: "removed", changes: [] },
    { column: "gender", kind: "added", changes: [] },
  ])
})

test("data that the hub does not know cannot be said to be the same", () => {
  const { same, changes, columns } = diffData({ data: null, split: null }, { data: titanic, split: null })
  expect(same).toBeNull()
  expect(columns).toEqual([])
  expect(changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    "added dataset",
    "added revision",
    "added rows",
    "added sha256",
  ])
})

test("the same rows under another name are the same", () => {
  const renamed = { ...titanic, dataset: "passengers", revision: 4 }
  expect(diffData({ data: titanic, split }, { data: renamed, split }).same).toBe(true)
})
