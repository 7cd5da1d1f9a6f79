// Every loss keeps its promises: least at the target, gradients as finite differences have them, no NaN at extremes, PyTorch's numbers.
import { describe, expect, it } from "vitest"
import { differentiate } from "../../packages/core/src/autodiff/differentiate.ts"
import type { Loss } from "../../packages/core/src/define.ts"
import { Graph } from "../../packages/core/src/graph/graph.ts"
import { binaryLosses, categoryLosses, numberLosses } from "../../packages/core/src/losses/index.ts"
import { cornLogProbabilities } from "../../packages/core/src/losses/corn.ts"
import { div, mul, reduceMean, reduceSum } from "../../packages/core/src/ops/index.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import fixture from "../fixtures/losses.json" with { type: "json" }
import { expectAlphabetical, expectListOfFolder, settingsOf, variants } from "../support/component-list.ts"
import { float32, int32 } from "../support/model-part.ts"

type Settings = Readonly<Record<string, unknown>>
const labels = ["low", "middle", "high"]

interface Kind {
  readonly losses: readonly Loss[]
  readonly size: number
  readonly dtype: "float32" | "int32"
  readonly logits: readonly number[]
  readonly targets: readonly number[]
}

const kinds: Readonly<Record<string, Kind>> = {
  number: { losses: numberLosses, size: 1, dtype: "float32", ...fixture.number },
  binary: { losses: binaryLosses, size: 1, dtype: "float32", ...fixture.binary },
  category: { losses: categoryLosses, size: labels.length, dtype: "int32", ...fixture.category },
}

interface Result {
  readonly loss: number
  readonly values: readonly number[]
  readonly gradient: readonly number[]
}

/** The loss of a batch as training has it, each example's values, and the gradient by the logits. */
function compute(kind: Kind, loss: Loss, settings: Settings, logits: readonly number[] = kind.logits): Result {
  const graph = new Graph("loss")
  const given = graph.input("logits", "float32", ["batch", kind.size])
  const target = graph.input("target", kind.dtype, ["batch"])
  const { values, weights } = loss.build(graph, settings, { logits: given, target, metadata: { idx2str: labels } })
  expect(values.shape).toEqual(["batch"])
  if (weights !== undefined) expect(weights.shape).toEqual(["batch"])
  const mean = weights === undefined ? reduceMean(values) : div(reduceSum(mul(values, weights)), reduceSum(weights))
  graph.output("mean", mean)
  graph.output("values", values)
  graph.output("gradient", differentiate(mean, [given])[0]!)
  const batch = kind.targets.length
  const results = evaluate(graph, {
    logits: float32([batch, kind.size], logits),
    target: kind.dtype === "int32" ? int32([batch], kind.targets) : float32([batch], kind.targets),
  })
  const numbers = (name: string): number[] => Array.from(results[name]!.data as Float64Array)
  const [sum = NaN] = numbers("mean")
  return {
    loss: loss.finish === "root_mean" ? Math.sqrt(sum) : sum,
    values: numbers("values"),
    gradient: numbers("gradient"),
  }
}

const allCases = Object.entries(kinds).flatMap(([name, kind]) =>
  variants(kind.losses).map(([title, loss, settings]) => [`${name} › ${title}`, kind, loss, settings] as const),
)

describe("loss lists", () => {
  it("are one file a component", () => {
    expectListOfFolder(
      Object.values(kinds).flatMap(({ losses }) => losses),
      "losses",
      "defineLoss",
    )
    for (const { losses } of Object.values(kinds)) expectAlphabetical(losses)
  })

  it("all have a weight", () => {
    for (const [, , , settings] of allCases) expect(settings["weight"]).toBe(1)
  })
})

describe("losses", () => {
  it.each(allCases)("%s › gradient is that of finite differences", (_, kind, loss, settings) => {
    const draws = randomStream(3)
    const direction = kind.logits.map(() => draws.normal())
    const mean = (step: number): number =>
      compute(
        kind,
        loss,
        settings,
        kind.logits.map((logit, i) => logit + step * direction[i]!),
      ).loss ** (loss.finish === "root_mean" ? 2 : 1)
    const slope = (mean(1e-5) - mean(-1e-5)) / 2e-5
    const { gradient } = compute(kind, loss, settings)
    expect(gradient.reduce((sum, number, i) => sum + number * direction[i]!, 0)).toBeCloseTo(slope, 5)
  })

  it.each(allCases)("%s › stays a number for logits of any size", (_, kind, loss, settings) => {
    for (const size of [0, 1e-6, 30, 1e4]) {
      for (const sign of [1, -1]) {
        const logits = kind.logits.map((_logit, i) => sign * size * (i % 2 === 0 ? 1 : -1))
        const { loss: value, gradient } = compute(kind, loss, settings, logits)
        expect(value).toSatisfy(Number.isFinite)
        expect(gradient.every(Number.isFinite)).toBe(true)
      }
    }
  })

  it.each(allCases)("%s › is least at the target", (_, kind, loss, settings) => {
    const background = settings["background_class"] ?? null
    let logits = kind.logits.map(() => 0)
    const first = compute(kind, loss, settings, logits).loss
    for (let step = 0; step < 200; step++) {
      const { gradient } = compute(kind, loss, settings, logits)
      const length = Math.sqrt(gradient.reduce((sum, number) => sum + number * number, 0)) || 1
      logits = logits.map((logit, i) => logit - (0.3 * 0.98 ** step * gradient[i]!) / length)
    }
    expect(compute(kind, loss, settings, logits).loss).toBeLessThan(first)
    for (const [i, target] of kind.targets.entries()) {
      if (kind.losses === numberLosses) expect(logits[i]).toBeCloseTo(target, 0)
      else if (target !== background) expect(predicted(kind, loss, logits, i), `example ${i}`).toBe(target)
    }
  })

  it.each(fixture.losses.map((one) => [`${one.kind} › ${one.type} ${JSON.stringify(one.settings)}`, one] as const))(
    "%s › is PyTorch's",
    (_, { kind: name, type, settings, value }) => {
      const kind = kinds[name]!
      const loss = kind.losses.find((candidate) => candidate.type === type)!
      expect(compute(kind, loss, settingsOf(loss, settings)).loss).toBeCloseTo(value, 6)
    },
  )
})

function predicted(kind: Kind, loss: Loss, logits: readonly number[], example: number): number {
  if (kind.size === 1) return logits[example]! > 0 ? 1 : 0
  const row = logits.slice(example * kind.size, (example + 1) * kind.size)
  const scores = loss.type === "corn" ? cornScores(row) : row
  return scores.indexOf(Math.max(...scores))
}

function cornScores(row: readonly number[]): number[] {
  const graph = new Graph("corn")
  graph.output("scores", cornLogProbabilities(graph.input("logits", "float32", ["batch", row.length])))
  return Array.from(evaluate(graph, { logits: float32([1, row.length], row) })["scores"]!.data as Float64Array)
}

describe("corn", () => {
  it("has probabilities that sum to one", () => {
    const sum = cornScores([0.3, -1.2, 7]).reduce((total, score) => total + Math.exp(score), 0)
    expect(sum).toBeCloseTo(1, 6)
  })
})

describe("softmax_cross_entropy", () => {
  const kind = kinds["category"]!
  const loss = kind.losses.find(({ type }) => type === "softmax_cross_entropy")!
  const of = (given: Settings): Result => compute(kind, loss, settingsOf(loss, given))

  it("takes class weights by label as by id", () => {
    expect(of({ class_weights: { high: 0.5, low: 1, middle: 2 } }).loss).toBe(of({ class_weights: [1, 2, 0.5] }).loss)
  })

  it("refuses class weights that are not those of the classes", () => {
    expect(() => of({ class_weights: [1, 2] })).toThrow(/2 numbers, but there are 3 classes/)
    expect(() => of({ class_weights: { low: 1, middle: 2, hihg: 1 } })).toThrow(
      /"hihg" is no class; "high" has no weight/,
    )
    expect(() => of({ class_weights: [0, 0, 0] })).toThrow(/all 0/)
  })

  it("refuses similarities that are not a row a class", () => {
    expect(() => of({ class_similarities: [[1]] })).toThrow(/3 rows of 3/)
  })

  it("is the same with similarities of the identity", () => {
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    expect(of({ class_similarities: identity }).loss).toBeCloseTo(of({}).loss, 6)
  })
})
