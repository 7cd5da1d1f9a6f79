import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { comparisonSchema, diffSchema } from "@fidelio/client/contract"
import {
  metricsOf,
  openVersionBench,
  titanicColumns,
  titanicConfig,
  type VersionBench,
} from "../../../../test/support/hub-versions.ts"
import { createConfigReader } from "../configs/config-reader.ts"
import { moveAlias } from "../versions/aliases.ts"
import { compareVersions, diffVersions } from "./compare-versions.ts"

const configs = createConfigReader()
let bench: VersionBench
let hub: Parameters<typeof diffVersions>[0]

beforeAll(async () => {
  bench = await openVersionBench()
  hub = { db: bench.db, configs }
  await bench.addRepository("titanic")
  await bench.addReady("titanic", {}, metricsOf(0.8))
  await bench.addRevision("titanic", [{ ...titanicColumns[0]!, missing: 0 }, ...titanicColumns.slice(1)])
  const config = `${titanicConfig}trainer: {learning_rate: 0.1}\n`
  await bench.addReady("titanic", { config, parent: 1, seed: 7 }, metricsOf(0.9))
  await bench.change((made) =>
    moveAlias(made, { repository: "titanic", alias: "production" }, { version: 2, expected: null }),
  )
})
afterAll(async () => {
  await configs[Symbol.asyncDispose]()
  await bench[Symbol.asyncDispose]()
})

describe("the difference of two versions", () => {
  test("is all that can explain why one does better", async () => {
    const diff = await diffVersions(hub, "titanic@1", "titanic@production")
    expect(diffSchema.parse(diff)).toEqual(diff)
    expect([diff.from.number, diff.to.number]).toEqual([1, 2])
    expect(diff.config.changes).toEqual([
      { path: "trainer.learning_rate", kind: "changed", before: 0.008, after: 0.1, is_default: false },
    ])
    expect(diff.config.before).toBe(titanicConfig)
    expect(diff.config.rendered_after).toMatch(
      /^model_type: ecd\npreset: null\ninput_features:\n  - name: age\n    type: number\n/,
    )
    expect(diff.data).toMatchObject({
      same: false,
      columns: [
        { column: "age", changes: [{ what: "missing", before: 177, after: 0 }] },
        { kind: "same" },
        { kind: "same" },
      ],
    })
    expect(diff.metrics.find(({ split, metric }) => split === "test" && metric === "roc_auc")).toMatchObject({
      verdict: "better",
    })
    expect(diff.metrics.every(({ verdict }) => verdict === "better")).toBe(true)
    expect(diff.model).toEqual([])
    expect(diff.environment).toEqual([{ path: "seed", kind: "changed", before: 42, after: 7, is_default: false }])
  })

  test("of one with itself is nothing", async () => {
    const { config, data, metrics, model, environment } = await diffVersions(hub, "titanic@2", "titanic@production")
    expect([config.changes, data.changes, model, environment]).toEqual([[], [], [], []])
    expect(data.same).toBe(true)
    expect(metrics.every(({ verdict }) => verdict === "same")).toBe(true)
  })

  test("of what is not there says what is missing", async () => {
    const codes = { code: "hub/not-found" }
    await expect(diffVersions(hub, "titanic@1", "titanic@9")).rejects.toMatchObject({
      ...codes,
      message: 'The repository "titanic" has no version 9.',
    })
    await expect(diffVersions(hub, "titanic@champion", "titanic@1")).rejects.toMatchObject({
      ...codes,
      message: 'The repository "titanic" has no alias "champion".',
    })
    await expect(diffVersions(hub, "olympic@1", "titanic@1")).rejects.toMatchObject({
      ...codes,
      message: 'There is no repository "olympic".',
    })
  })
})

test("versions side by side keep the order in which they were asked for, with their curves", async () => {
  const comparison = await compareVersions(bench.db, ["titanic@production", "titanic@1", "titanic@2"])
  expect(comparisonSchema.parse(comparison)).toEqual(comparison)
  expect(comparison.versions.map(({ number }) => number)).toEqual([2, 1, 2])
  expect(comparison.evaluations.map((curve) => curve.map(({ index }) => index))).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ])
  expect(comparison.rows.find(({ split, metric }) => split === "validation" && metric === "roc_auc")).toEqual({
    split: "validation",
    feature: "survived",
    metric: "roc_auc",
    direction: "maximize",
    values: [0.9, 0.8, 0.9],
    best: [0, 2],
  })
})
