import { describe, expect, it } from "vitest"
import { numbers, trainByReference, type ReferenceRun } from "../../../../../test/support/reference-training.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../../test/support/synthetic.ts"
import { sgd } from "../../optimizers/sgd.ts"
import type { TrainingSettings } from "./training-graph.ts"

const columns = syntheticColumns(12)
const batch = Array.from({ length: 12 }, (_, i) => i)

/** One step of gradient descent with a learning rate of 1: a parameter moves by minus its gradient. */
function step(
  given: Readonly<Record<string, unknown>>,
  settings: Partial<TrainingSettings> = {},
  rows: readonly number[] = batch,
): ReferenceRun {
  const config = syntheticConfig(given)
  return trainByReference(config, syntheticDataset(config, columns, { training: 12 }), {
    batches: [rows],
    settings: { optimizer: { component: sgd, settings: sgd.schema.parse({ type: "sgd" }) }, ...settings },
    learningRate: 1,
  })
}

const start = (given: Readonly<Record<string, unknown>>): ReferenceRun["weights"] => {
  const config = syntheticConfig(given)
  const options = { batches: [batch], learningRate: 0 }
  return trainByReference(config, syntheticDataset(config, columns, { training: 12 }), options).weights
}

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)
const sizes = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.abs(value), 0)

const price = (weight: number) => ({ name: "price", type: "number", loss: { type: "mean_squared_error", weight } })
const likes = (weight: number) => ({
  name: "likes",
  type: "binary",
  loss: { type: "binary_weighted_cross_entropy", weight },
})

describe("the objective", () => {
  it("is the sum of the outputs' losses by their weights", () => {
    const loss = (...output_features: readonly object[]): number => step({ output_features }).losses[0]!
    const both = loss(price(1), likes(1))
    const [more, less] = [loss(price(3), likes(1)), loss(price(1), likes(0.5))]
    const [ofPrice, ofLikes] = [(more - both) / 2, (both - less) * 2]
    expect(ofPrice + ofLikes).toBeCloseTo(both, 9)
    expect(ofPrice).toBeGreaterThan(0)
    expect(ofLikes).toBeGreaterThan(0)
  })

  it.each([
    ["l1", (all: readonly number[]) => sizes(all)],
    ["l2", (all: readonly number[]) => squares(all)],
    ["l1_l2", (all: readonly number[]) => sizes(all) + squares(all)],
    [null, () => 0],
  ] as const)("adds the %s penalty of every trained parameter", (type, penalty) => {
    const all = [...start({}).values()].flat()
    const lambda = 0.01
    const penalized = step({}, { regularization: { type, lambda } })
    expect(penalized.losses[0]! - step({}).losses[0]!).toBeCloseTo(lambda * penalty(all), 6)
  })

  it("has no loss, and no NaN, where only classes of weight 0 occur", () => {
    const output = { name: "size", type: "category", loss: { type: "softmax_cross_entropy", class_weights: [0, 1, 1] } }
    const large = batch.filter((row) => columns["size"]![row] === "large") // the first class
    const { losses, weights } = step({ output_features: [output] }, {}, large)
    expect(losses).toEqual([0])
    expect([...weights.values()].flat().every(Number.isFinite)).toBe(true)
  })

  it("compares percentage errors in the target's own units", () => {
    const loss = { type: "mean_absolute_percentage_error" }
    const { losses, outputs } = step({ output_features: [{ name: "price", type: "number", loss }] })
    const prices = columns["price"]!.map(Number)
    const mean = prices.reduce((sum, value) => sum + value, 0) / 12
    const std = Math.sqrt(prices.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 12)
    const shares = numbers(outputs["logits.price"]!).map(
      (logit, i) => Math.abs(logit * std + mean - prices[i]!) / prices[i]!,
    )
    expect(losses[0]).toBeCloseTo(sizes(shares) / 12, 5)
  })
})

describe("gradient clipping", () => {
  const before = start({})
  const moved = (settings: Partial<TrainingSettings["clipping"]>) => {
    const clipping = { clipglobalnorm: null, clipnorm: null, clipvalue: null, ...settings }
    const { weights } = step({}, { clipping })
    return [...weights].map(([name, values]) => values.map((value, i) => before.get(name)![i]! - value))
  }
  const free = moved({})
  const norm = (values: readonly number[]): number => Math.sqrt(squares(values))

  it("holds each number", () => {
    const limit = 0.05
    expect(free.flat().some((value) => Math.abs(value) > limit)).toBe(true)
    const clipped = free.map((values) =>
      values.map((value) => expect.closeTo(Math.max(-limit, Math.min(limit, value)), 6) as number),
    )
    expect(moved({ clipvalue: limit })).toEqual(clipped)
  })

  it("holds the norm of each parameter", () => {
    for (const [i, values] of moved({ clipnorm: 0.1 }).entries())
      expect(norm(values)).toBeCloseTo(Math.min(norm(free[i]!), 0.1), 4)
  })

  it("holds the norm of all parameters together, and keeps their direction", () => {
    const clipped = moved({ clipglobalnorm: 0.1 }).flat()
    expect(norm(clipped)).toBeCloseTo(0.1, 4)
    const scale = 0.1 / norm(free.flat())
    for (const [i, value] of clipped.entries()) expect(value).toBeCloseTo(free.flat()[i]! * scale, 5)
  })

  it("leaves small gradients alone", () => {
    expect(moved({ clipglobalnorm: 1e6, clipnorm: 1e6, clipvalue: 1e6 })).toEqual(free)
  })
})
