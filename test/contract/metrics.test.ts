// What every metric must hold: reference numbers, merging, range, and nothing made up where it is not defined.
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { Metric, MetricBatch } from "../../packages/core/src/define.ts"
import {
  binaryMetrics,
  categoryMetrics,
  computeOverall,
  initialOverall,
  mergeOverall,
  numberMetrics,
  rankedMetrics,
  updateOverall,
} from "../../packages/core/src/metrics/index.ts"

interface Case {
  readonly type: keyof typeof lists
  readonly classes?: number
  readonly targets: readonly number[]
  readonly predictions: readonly number[]
  readonly probabilities?: readonly number[]
  readonly groups?: readonly number[]
  readonly expected: Readonly<Record<string, number | null>>
  readonly overall?: {
    readonly confusion_matrix: readonly (readonly number[])[]
    readonly overall_stats: Readonly<Record<string, number>>
    readonly per_class: readonly number[]
    readonly per_class_stats: readonly Readonly<Record<string, number>>[]
    readonly roc_curve?: { readonly false_positive_rate: number[]; readonly true_positive_rate: number[] }
    readonly precision_recall_curve?: { readonly precisions: number[]; readonly recalls: number[] }
    readonly calibration_curve: { readonly predicted: number[]; readonly observed: number[] }
  }
}

const lists = { number: numberMetrics, binary: binaryMetrics, category: categoryMetrics, ranked: rankedMetrics }
const file = new URL("../fixtures/metrics/metrics.json", import.meta.url)
const cases = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Case>)

const classesOf = (example: Case): number => example.classes ?? 2

function batchOf(example: Case, from = 0, to = example.targets.length): MetricBatch {
  const width = example.type === "category" ? classesOf(example) : 1
  const kind = example.type === "category" ? Int32Array : Float32Array
  return {
    size: to - from,
    targets: kind.from(example.targets.slice(from, to)),
    predictions: kind.from(example.predictions.slice(from, to)),
    ...(example.probabilities && {
      probabilities: Float32Array.from(example.probabilities.slice(from * width, to * width)),
    }),
    ...(example.groups && { groups: Int32Array.from(example.groups.slice(from, to)) }),
  }
}

const stateOf = (metric: Metric, example: Case, batches: readonly MetricBatch[]): unknown =>
  batches.reduce(
    (state, batch) => metric.update(state, batch),
    metric.initial({ classes: classesOf(example), topK: 3 }),
  )

const close = (value: number | null, expected: number | null): void => {
  if (expected === null || value === null) expect(value).toBe(expected)
  else expect(Math.abs(value - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)))
}

describe("metrics › list", () => {
  it("names every file of the folder after its metric", () => {
    const types = new Set(Object.values(lists).flatMap((list) => list.map((metric) => metric.type)))
    const files = readdirSync(new URL("../../packages/core/src/metrics", import.meta.url)).filter(
      (name) => name.endsWith(".ts") && name !== "index.ts",
    )
    expect(files.sort()).toEqual([...types].map((type) => `${type.replaceAll("_", "-")}.ts`).sort())
  })
})

describe.each(cases)("metrics › %s", (_, example) => {
  it("covers every metric of the list", () => {
    expect(Object.keys(example.expected).sort()).toEqual(lists[example.type].map((metric) => metric.type).sort())
  })

  describe.each(lists[example.type].map((metric) => [metric.type, metric] as const))("%s", (type, metric) => {
    const half = Math.floor(example.targets.length / 3)

    it("equals the reference", () => {
      close(metric.compute(stateOf(metric, example, [batchOf(example)])), example.expected[type]!)
    })

    it("gives the same in batches and merged", () => {
      const parts = [batchOf(example, 0, half), batchOf(example, half)]
      close(metric.compute(stateOf(metric, example, parts)), example.expected[type]!)
      const [a, b] = parts.map((part) => stateOf(metric, example, [part]))
      close(metric.compute(metric.merge(a, b)), example.expected[type]!)
      const empty = metric.initial({ classes: classesOf(example), topK: 3 })
      close(metric.compute(metric.merge(empty, metric.merge(a, b))), example.expected[type]!)
    })

    it("stays within its range", () => {
      const value = metric.compute(stateOf(metric, example, [batchOf(example)]))
      if (value === null) return
      expect(value).toBeGreaterThanOrEqual(metric.range[0])
      expect(value).toBeLessThanOrEqual(metric.range[1])
    })

    it("is null without examples", () => {
      expect(metric.compute(stateOf(metric, example, []))).toBe(null)
      expect(metric.compute(stateOf(metric, example, [batchOf(example, 0, 0)]))).toBe(null)
    })
  })
})

describe("metrics › where they are not defined", () => {
  const size = 4
  const one = (label: number): MetricBatch => ({
    size,
    targets: new Float32Array(size).fill(label),
    predictions: new Float32Array(size),
    probabilities: Float32Array.of(0.1, 0.2, 0.3, 0.4),
  })
  const computed = (list: readonly Metric[], batch: MetricBatch): Record<string, number | null> =>
    Object.fromEntries(
      list.map((metric) => [
        metric.type,
        metric.compute(metric.update(metric.initial({ classes: 2, topK: 3 }), batch)),
      ]),
    )

  it("tells no order of groups without a relevant row", () => {
    const groups = Int32Array.of(0, 0, 1, 1)
    const nothing = { ...one(0), groups }
    expect(Object.values(computed(rankedMetrics, nothing))).toEqual(rankedMetrics.map(() => null))
    const best = { ...nothing, targets: Float32Array.of(0, 1, 0, 0), predictions: Float32Array.of(1, 2, 0, 0) }
    expect(Object.values(computed(rankedMetrics, best))).toEqual(rankedMetrics.map(() => 1))
  })

  it("has no ROC AUC for one class", () => {
    expect(computed(binaryMetrics, one(0))).toEqual({
      roc_auc: null,
      accuracy: 1,
      precision: null,
      recall: null,
      specificity: 1,
      f1: null,
      average_precision: null,
      expected_calibration_error: expect.closeTo(0.25),
    })
    expect(computed(binaryMetrics, one(1))).toMatchObject({ roc_auc: null, specificity: null, precision: 0, f1: 0 })
  })

  it("has no R² for a constant target, and none of a prediction that is not finite", () => {
    expect(computed(numberMetrics, one(3))["r2"]).toBe(null)
    const broken = { ...one(3), predictions: Float32Array.of(1, NaN, 3, Infinity) }
    expect(Object.values(computed(numberMetrics, broken))).toEqual(numberMetrics.map(() => null))
  })

  it("has no ROC AUC of scores that are NaN", () => {
    const broken = { ...one(0), targets: Float32Array.of(0, 1, 0, 1), probabilities: new Float32Array(4).fill(NaN) }
    expect(computed(binaryMetrics, broken)).toMatchObject({ roc_auc: null, average_precision: null })
    expect(computed(binaryMetrics, broken)["expected_calibration_error"]).toBe(null)
    const all = computeOverall(updateOverall(initialOverall(2, true), broken), ["no", "yes"])
    expect(all["calibration_curve"]).toBe(null)
  })
})

describe.each(cases.filter(([, example]) => example.overall))("overall statistics › %s", (_, example) => {
  const expected = example.overall!
  const classes = classesOf(example)
  const labels = Array.from({ length: classes }, (_unused, i) => `class ${i}`)
  const start = () => initialOverall(classes, example.type === "binary")
  const all = computeOverall(updateOverall(start(), batchOf(example)), labels)

  it("equals the reference", () => {
    expect(all["confusion_matrix"]).toEqual(expected.confusion_matrix)
    const stats = all["overall_stats"] as Record<string, number>
    expect(Object.keys(stats).sort()).toEqual(Object.keys(expected.overall_stats).sort())
    for (const [name, value] of Object.entries(expected.overall_stats)) close(stats[name]!, value)
    const perClass = all["per_class_stats"] as Record<string, Record<string, number>>
    expected.per_class.forEach((label, i) => {
      const found = perClass[`class ${label}`]!
      expect(Object.keys(found)).toHaveLength(24)
      for (const [name, value] of Object.entries(expected.per_class_stats[i]!)) close(found[name]!, value)
    })
  })

  it("gives the same merged", () => {
    const third = Math.floor(example.targets.length / 3)
    const parts = [batchOf(example, 0, third), batchOf(example, third)].map((part) => updateOverall(start(), part))
    expect(computeOverall(mergeOverall(parts[0]!, parts[1]!), labels)).toEqual(all)
  })

  it("has the reference's calibration", () => {
    const { predicted, observed } = all["calibration_curve"] as typeof expected.calibration_curve
    expect(predicted).toHaveLength(expected.calibration_curve.predicted.length)
    predicted.forEach((value, i) => close(value, expected.calibration_curve.predicted[i]!))
    observed.forEach((value, i) => close(value, expected.calibration_curve.observed[i]!))
  })

  if (expected.roc_curve)
    it("draws the reference's curves", () => {
      const roc = all["roc_curve"] as NonNullable<typeof expected.roc_curve>
      expect(roc.false_positive_rate).toHaveLength(expected.roc_curve!.false_positive_rate.length)
      roc.false_positive_rate.forEach((value, i) => close(value, expected.roc_curve!.false_positive_rate[i]!))
      roc.true_positive_rate.forEach((value, i) => close(value, expected.roc_curve!.true_positive_rate[i]!))
      const curve = all["precision_recall_curve"] as NonNullable<typeof expected.precision_recall_curve>
      curve.precisions.forEach((value, i) => close(value, expected.precision_recall_curve!.precisions[i]!))
      curve.recalls.forEach((value, i) => close(value, expected.precision_recall_curve!.recalls[i]!))
    })
})

describe("overall statistics › large", () => {
  it("draws 200,000 scores with few points, none further than 0.001 from where it was", () => {
    const size = 200_000
    const targets = Float32Array.from({ length: size }, (_, i) => i % 2)
    const probabilities = targets.map((target, i) => (Math.sin(i * 12.9898) + 1) / 3 + target / 4)
    const batch = { size, targets, predictions: probabilities.map(Math.round), probabilities }
    const all = computeOverall(updateOverall(initialOverall(2, true), batch), ["no", "yes"])
    const roc = all["roc_curve"] as { false_positive_rate: number[]; true_positive_rate: number[] }
    expect(roc.false_positive_rate.length).toBeLessThan(5000)
    const { false_positive_rate: x, true_positive_rate: y } = roc
    const area = x.slice(1).reduce((sum, right, i) => sum + ((right - x[i]!) * (y[i]! + y[i + 1]!)) / 2, 0)
    expect(Math.abs(area - (all["roc_auc_macro"] as number))).toBeLessThan(1e-3)
  })
})
