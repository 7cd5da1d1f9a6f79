import { describe, expect, test } from "vitest"
import { randomStream } from "../random.ts"
import { createBasis } from "./basis.ts"
import { designMatrix } from "./design.ts"
import { familyOfRows, linearFamilies, type LinearFamily } from "./families.ts"
import { Objective } from "./objective.ts"

const rows = 600 // more than a block
const classes = 3

/** Two numbers, two categories with missing ids, weights. */
function example(type: LinearFamily): Objective {
  const random = randomStream(7)
  const numbers = [0, 1].map((shift) => Float64Array.from({ length: rows }, () => 3 * shift + random.normal()))
  const ids = [4, 3].map((levels) => Int32Array.from({ length: rows }, () => random.below(levels + 1) - 1))
  const design = designMatrix([
    { kind: "category", values: ids[0]!, levels: 4 },
    { kind: "number", values: numbers[0]! },
    { kind: "category", values: ids[1]!, levels: 3 },
    { kind: "number", values: numbers[1]! },
  ])
  const raw = Float64Array.from({ length: rows }, () => 0.1 + random.uniform())
  const sum = raw.reduce((a, b) => a + b, 0)
  const weights = raw.map((value) => value / sum)
  const bound = { squared_error: 5, binary: 2, multiclass: classes, poisson: 6 }[type]
  const targets = Float64Array.from({ length: rows }, () => random.below(bound))
  return new Objective(createBasis(design, weights, true), familyOfRows(type, targets, weights, classes))
}

describe.each(linearFamilies)("%s", (type) => {
  const objective = example(type)
  const random = randomStream(11)
  const count = objective.parameters
  const { size, inverse } = objective.basis
  const draw = (): Float64Array =>
    Float64Array.from({ length: count }, (_, at) => (inverse[at % size]! > 0 ? 0.3 * random.normal() : 0))
  const parameters = draw()
  const direction = draw()
  const at = (step: number): Float64Array => parameters.map((value, i) => value + step * direction[i]!)
  const gradient = new Float64Array(count)
  const hessian = new Float64Array(count * count)
  const state = new Float64Array(objective.family.scores * rows)
  objective.evaluate(parameters, { gradient, hessian, state })
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const expectNear = (values: Float64Array, expected: Float64Array, tolerance = 1e-12): void =>
    values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance))

  test("the gradient is the slope of the loss", () => {
    const slope = (objective.evaluate(at(1e-5)) - objective.evaluate(at(-1e-5))) / 2e-5
    expect(slope).toBeCloseTo(dot(gradient, direction), 8)
  })

  test("the Hessian is the slope of the gradient", () => {
    const ahead = new Float64Array(count)
    const behind = new Float64Array(count)
    objective.evaluate(at(1e-5), { gradient: ahead })
    objective.evaluate(at(-1e-5), { gradient: behind })
    const product = parameters.map((_, i) => dot(hessian.subarray(i * count, (i + 1) * count), direction))
    expectNear(
      ahead.map((value, i) => (value - behind[i]!) / 2e-5),
      product,
      1e-7,
    )
  })

  test("products, diagonal and blocks are those of the Hessian", () => {
    const product = new Float64Array(count)
    objective.product(direction, state, product)
    expectNear(
      product,
      parameters.map((_, i) => dot(hessian.subarray(i * count, (i + 1) * count), direction)),
    )
    const diagonal = new Float64Array(count)
    const blocks = new Float64Array(objective.family.scores * size * size)
    objective.evaluate(parameters, { diagonal, blocks })
    expectNear(
      diagonal,
      parameters.map((_, i) => hessian[i * (count + 1)]!),
    )
    for (let k = 0; k < objective.family.scores; k++)
      for (let i = 0; i < size; i++) {
        const row = (k * size + i) * count + k * size
        const block = (k * size + i) * size
        expectNear(blocks.subarray(block, block + size), hessian.subarray(row, row + size))
      }
  })
})
