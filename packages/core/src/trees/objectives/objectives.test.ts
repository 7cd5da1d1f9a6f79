// Gradients against finite differences of the loss, and first scores against the least loss among constants.
import { describe, expect, it } from "vitest"
import { gatherGroups } from "../../row-groups.ts"
import { randomStream } from "../../random.ts"
import { boosterSettings } from "../settings.ts"
import { treeObjectives } from "./index.ts"
import type { ObjectiveData, TreeObjective } from "./objective.ts"

const rows = 24

function dataFor({ type }: TreeObjective): ObjectiveData {
  const random = randomStream(7)
  const isClass = ["binary", "multiclass", "ordinal"].includes(type)
  const classes = type === "binary" ? 2 : 4
  const targets = isClass
    ? Int32Array.from({ length: rows }, () => random.below(classes))
    : Float32Array.from({ length: rows }, () => (random.uniform() < 0.2 ? 0 : 3 * random.uniform()))
  const weights = Float32Array.from({ length: rows }, () => random.below(4) / 2)
  return { rows, targets, weights, classes, settings: boosterSettings({ alpha: 0.7, scale_pos_weight: 1.5 }) }
}

const totalWeight = (objective: TreeObjective, data: ObjectiveData): number =>
  Array.from(data.weights!).reduce(
    (sum, weight, row) => sum + weight * (objective.type === "binary" && data.targets[row]! > 0 ? 1.5 : 1),
    0,
  )

const differentiable = treeObjectives.filter(({ type }) => type !== "lambdarank")

describe.each(differentiable.map((objective) => [objective.type, objective] as const))("%s", (_, objective) => {
  const data = dataFor(objective)
  const width = objective.scores(data.classes)

  it("has the gradient of its loss", () => {
    const random = randomStream(3)
    const scores = Float64Array.from({ length: rows * width }, () => random.normal())
    const lists = () => Array.from({ length: width }, () => new Float32Array(rows))
    const request = { ...data, scores, gradients: lists(), hessians: lists() }
    objective.gradients(request)
    const step = 1e-6
    const total = totalWeight(objective, data)
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < width; k++) {
        const moved = (by: number) => scores.map((score, i) => (i === row * width + k ? score + by : score))
        const slope = ((objective.loss(data, moved(step)) - objective.loss(data, moved(-step))) / (2 * step)) * total
        expect(request.gradients[k]![row]).toBeCloseTo(slope, 4)
        expect(request.hessians[k]![row]).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it("begins with the best constants", () => {
    const initial = objective.initial(data)
    const lossAt = (start: Float64Array) =>
      objective.loss(
        data,
        Float64Array.from({ length: rows * width }, (_, i) => start[i % width]!),
      )
    const least = lossAt(initial)
    if (objective.type === "huber") return // begins with the mean, which is near
    for (const k of initial.keys())
      for (const by of [-0.05, 0.05])
        expect(lossAt(initial.map((score, i) => (i === k ? score + by : score)))).toBeGreaterThanOrEqual(least - 1e-9)
  })
})

describe("lambdarank", () => {
  const lambdarank = treeObjectives.find(({ type }) => type === "lambdarank")!
  const data: ObjectiveData = {
    rows: 5,
    targets: Float32Array.of(2, 0, 1, 0, 0),
    groups: gatherGroups([0, 0, 0, 1, 1]),
    classes: 2,
    settings: boosterSettings({ lambdarank_norm: false }),
  }

  it("pushes the more relevant row of a pair up as much as the other one down", () => {
    const gradients = [new Float32Array(5)]
    const hessians = [new Float32Array(5)]
    lambdarank.gradients({ ...data, scores: Float64Array.of(0, 2, 1, 5, 4), gradients, hessians })
    const [first, second, third, fourth, fifth] = gradients[0]!
    expect(first! + second! + third!).toBeCloseTo(0, 6)
    expect(first).toBeLessThan(0)
    expect(second).toBeGreaterThan(0)
    expect([fourth, fifth]).toEqual([0, 0]) // no pair differs
    const ideal = 3 + 1 / Math.log2(3)
    const pair = (gains: number, i: number, j: number, ahead: number) =>
      ((gains * (1 / Math.log2(i + 2) - 1 / Math.log2(j + 2))) / ideal) * (1 / (1 + Math.exp(ahead)))
    expect(first).toBeCloseTo(-(pair(3, 0, 2, -2) + pair(2, 1, 2, -1)), 5)
  })

  it("has no loss where the order is right", () => {
    expect(lambdarank.loss(data, Float64Array.of(3, 1, 2, 0, 0))).toBeCloseTo(0, 12)
    expect(lambdarank.loss(data, Float64Array.of(1, 3, 2, 0, 0))).toBeGreaterThan(0.1)
  })
})
