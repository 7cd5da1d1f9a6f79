import { describe, expect, it } from "vitest"
import { binaryPreprocessing } from "./binary/preprocessing.ts"
import { binaryInputPreprocessing } from "./binary/settings.ts"
import { categoryPreprocessing } from "./category/preprocessing.ts"
import { categoryInputPreprocessing } from "./category/settings.ts"
import { normalScore } from "./number/normal-score.ts"
import { numberPreprocessing } from "./number/preprocessing.ts"
import { numberInputPreprocessing } from "./number/settings.ts"
import type { FitContext, Fitting, Frequency, Statistics } from "./preprocessing.ts"

const notices: string[] = []
const context = (role: FitContext["role"] = "input"): FitContext => ({
  column: "x",
  role,
  notice: (message) => notices.push(message),
})

/** Answers every question with the same statistics. */
function fit(fitting: Fitting, statistics: Partial<Statistics>) {
  const answer: Statistics = { rows: 100, missing: 0, aggregates: {}, quantiles: [], frequencies: [], ...statistics }
  let turn = fitting.next()
  while (turn.done !== true) turn = fitting.next(answer)
  return turn.value
}

const counts = (...pairs: readonly (readonly [string, number])[]): readonly Frequency[] =>
  pairs.map(([value, count]) => ({ value, count }))

describe("number", () => {
  const statistics = { aggregates: { mean: 10, std: 2, min: 4, max: 20 }, quantiles: [8, 10, 12] }
  const steps = (written: object, found: Partial<Statistics> = statistics, role: FitContext["role"] = "input") =>
    fit(numberPreprocessing.fit(numberInputPreprocessing.parse(written), context(role)), found).steps

  it("scales by what it is told", () => {
    const fill = { type: "fill_missing", value: 0 }
    expect(steps({})).toEqual([fill, { type: "affine", subtract: 10, divide: 2 }])
    expect(steps({ normalization: "minmax" })).toEqual([fill, { type: "affine", subtract: 4, divide: 16 }])
    expect(steps({ normalization: "iq" })).toEqual([fill, { type: "affine", subtract: 10, divide: 4 }])
    expect(steps({ normalization: "log1p" })).toEqual([fill, { type: "log1p" }])
    expect(steps({ normalization: null })).toEqual([fill])
    expect(steps({ normalization: "robust" })).toHaveLength(3)
    expect(steps({ normalization: "robust" }, statistics, "output")).toHaveLength(2)
  })
  it("makes zeros of a constant column", () => {
    const constant = {
      aggregates: { mean: 5, std: 0, min: 5, max: 5 },
      quantiles: [5, 5, 5, ...Array.from({ length: 64 }, () => 5)],
    }
    for (const normalization of ["zscore", "minmax", "iq", "quantile"]) {
      expect(steps({ normalization }, constant)[1]).toEqual({ type: "affine", subtract: 5, divide: 1 })
    }
  })
  it("defines a column without values", () => {
    expect(steps({}, { missing: 100 })).toEqual([
      { type: "fill_missing", value: 0 },
      { type: "affine", subtract: 0, divide: 1 },
    ])
  })
  it("fills missing values by each strategy", () => {
    const mode = { ...statistics, frequencies: counts(["7.5", 9]) }
    const first = (missing_value_strategy: string) =>
      steps({ missing_value_strategy, fill_value: 3, normalization: null }, mode)
    expect(first("fill_with_const")).toEqual([{ type: "fill_missing", value: 3 }])
    expect(first("fill_with_mean")).toEqual([{ type: "fill_missing", value: 10 }])
    expect(first("fill_with_mode")).toEqual([{ type: "fill_missing", value: 7.5 }])
    expect(first("ffill")).toEqual([
      { type: "fill_neighbour", direction: "forward" },
      { type: "fill_missing", value: 10 },
    ])
    expect(first("drop_row")).toEqual([
      { type: "drop_missing", reason: "no x" },
      { type: "fill_missing", value: 10 },
    ])
  })
  it("treats outliers as missing, by their own strategy", () => {
    expect(steps({ outlier_strategy: "fill_with_mean", outlier_threshold: 2, normalization: null })).toEqual([
      { type: "fill_missing", value: 0 },
      { type: "null_outliers", lower: 6, upper: 14 },
      { type: "fill_missing", value: 10 },
    ])
  })
  it("refuses log1p of −1 and below, not of 0", () => {
    const least = (min: number) => ({ aggregates: { ...statistics.aggregates, min }, quantiles: statistics.quantiles })
    expect(() => steps({ normalization: "log1p" }, least(-1))).toThrow('column "x" holds -1')
    expect(steps({ normalization: "log1p" }, least(0))).toHaveLength(2)
  })
  it("knows the normal distribution's quantiles", () => {
    expect(normalScore(0.5)).toBeCloseTo(0, 12)
    expect(normalScore(0.975)).toBeCloseTo(1.959963984540054, 10)
    expect(normalScore(0.001)).toBeCloseTo(-3.090232306167813, 10)
  })
})

describe("category", () => {
  const fitted = (
    written: object,
    frequencies: readonly Frequency[],
    role: FitContext["role"] = "input",
    missing = 0,
  ) =>
    fit(categoryPreprocessing.fit(categoryInputPreprocessing.parse(written), context(role)), { frequencies, missing })

  it("orders by frequency, then by text; an input keeps place 0 for the unknown", () => {
    const { metadata } = fitted({}, counts(["b", 5], ["c", 9], ["a", 5]))
    expect(metadata["idx2str"]).toEqual(["<UNK>", "c", "a", "b"])
    expect(metadata["str2freq"]).toEqual({ "<UNK>": 0, c: 9, a: 5, b: 5 })
    expect(metadata["vocab_size"]).toBe(4)
  })
  it("an output has a place for the unknown only where something is left out", () => {
    const values = counts(["a", 9], ["b", 5], ["c", 1])
    expect(fitted({}, values, "output").metadata["idx2str"]).toEqual(["a", "b", "c"])
    expect(fitted({ most_common: 2 }, values, "output").metadata["idx2str"]).toEqual(["<UNK>", "a", "b"])
    expect(fitted({ min_frequency: 2 }, values, "output").metadata["idx2str"]).toEqual(["<UNK>", "a", "b"])
  })
  it("takes the unknown of an output for the most frequent class", () => {
    expect(fitted({}, counts(["a", 1], ["b", 5]), "output").steps.at(-1)).toMatchObject({
      vocabulary: ["b", "a"],
      unknown: 0,
    })
  })
  it("counts a filled value among the others", () => {
    const { metadata, steps } = fitted({ fill_value: "none" }, counts(["a", 9], ["b", 5]), "input", 7)
    expect(metadata["idx2str"]).toEqual(["<UNK>", "a", "none", "b"])
    expect(steps.at(-1)).toMatchObject({ missing: 2, unknown: 0 })
    expect(
      fitted({ missing_value_strategy: "fill_with_mode" }, counts(["a", 9]), "input", 7).steps.at(-1),
    ).toMatchObject({ missing: 1 })
  })
  it("knows other spellings of numbers and truth values", () => {
    expect(fitted({}, counts(["1", 3], ["2.0", 2], ["True", 1])).steps.at(-1)).toMatchObject({
      aliases: { "1.0": 1, "2": 2, true: 3, TRUE: 3 },
    })
  })
  it("needs two classes to learn", () => {
    expect(() => fitted({}, counts(["a", 3]), "output")).toThrow('holds only "a"')
    expect(() => fitted({}, counts(["a", 3], ["b", 0]), "output")).toThrow('holds only "a"')
    expect(() => fitted({}, [], "output")).toThrow("holds no value")
    expect(fitted({}, []).metadata["idx2str"]).toEqual(["<UNK>"])
  })
  it("keeps labels that are names of object properties", () => {
    expect(fitted({}, counts(["__proto__", 3], ["constructor", 2])).metadata["str2idx"]).toEqual(
      Object.fromEntries([
        ["<UNK>", 0],
        ["__proto__", 1],
        ["constructor", 2],
      ]),
    )
  })
})

describe("binary", () => {
  const fitted = (written: object, frequencies: readonly Frequency[], role: FitContext["role"] = "input") =>
    fit(binaryPreprocessing.fit(binaryInputPreprocessing.parse(written), context(role)), { frequencies })
  const labels = (frequencies: readonly Frequency[], written = {}) => fitted(written, frequencies).metadata["bool2str"]

  it("knows the usual words", () => {
    expect(labels(counts(["Yes", 3], ["No", 9]))).toEqual(["No", "Yes"])
    expect(labels(counts(["1", 3], ["0", 9]))).toEqual(["0", "1"])
    expect(labels(counts(["-1", 3], ["1", 9]))).toEqual(["-1", "1"])
    expect(labels(counts(["True", 3], ["False", 2], ["true", 1]))).toEqual(["False", "True"])
  })
  it("knows the other word where only one is there", () => {
    expect(labels(counts(["N", 3]))).toEqual(["N", "Y"])
    expect(labels(counts(["1", 3]))).toEqual(["0", "1"])
    expect(labels([])).toEqual(["False", "True"])
  })
  it("takes the second of two others for true, and says so, unless it is told", () => {
    notices.length = 0
    expect(labels(counts(["male", 5], ["female", 3]))).toEqual(["female", "male"])
    expect(labels(counts(["10", 5], ["9", 3]))).toEqual(["9", "10"])
    expect(notices).toHaveLength(2)
    expect(labels(counts(["male", 5], ["female", 3]), { fallback_true_label: "female" })).toEqual(["male", "female"])
    expect(notices).toHaveLength(2)
    expect(() => labels(counts(["male", 5], ["female", 3]), { fallback_true_label: "Female" })).toThrow(
      'no value "Female"',
    )
  })
  it("has no third value", () => {
    expect(() => labels(counts(["a", 5], ["b", 3], ["c", 1]))).toThrow("more than two values")
    expect(() => labels(counts(["yes", 5], ["no", 3], ["maybe", 1]))).toThrow("more than two values")
  })
  it("fills missing values by each strategy", () => {
    const values = counts(["yes", 5], ["no", 3])
    const missing = (missing_value_strategy: string) => fitted({ missing_value_strategy }, values).steps.at(-1)
    expect(missing("fill_with_false")).toMatchObject({ missing: 0 })
    expect(missing("fill_with_true")).toMatchObject({ missing: 1 })
    expect(missing("fill_with_mode")).toMatchObject({ missing: 1 })
  })
  it("needs both values to learn", () => {
    expect(() => fitted({}, counts(["yes", 5]), "output")).toThrow('holds only "yes"')
    expect(() => fitted({}, counts(["yes", 5], ["no", 0]), "output")).toThrow('holds only "yes"')
  })
})
