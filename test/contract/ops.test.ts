// Every operator: its shape rule, its reference and its gradient, on its examples.
import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { checkGraph } from "../../packages/core/src/graph/check.ts"
import * as builders from "../../packages/core/src/ops/builders.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import { ops } from "../../packages/core/src/ops/index.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { randomKey, randomStream } from "../../packages/core/src/random.ts"
import { buildExample, buildGradient, feedsOf, hasGradient, opCases } from "./ops-examples.ts"

const shared = ["builders", "dynamic-shape", "elementwise", "evaluate", "index", "indexing", "op", "reduction", "reference", "special-functions"] // prettier-ignore

describe("the list of operators", () => {
  const files = readdirSync(new URL("../../packages/core/src/ops/", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .filter((file) => !shared.includes(file))

  it("has one operator a file, in order", async () => {
    const modules = files.toSorted().map(async (file): Promise<unknown[]> => {
      const module = (await import(`../../packages/core/src/ops/${file}.ts`)) as Record<string, unknown>
      return Object.entries(module).flatMap(([name, value]) => (name.endsWith("Op") ? [value] : []))
    })
    expect((await Promise.all(modules)).flat()).toEqual(ops)
  })

  it.each(files)("%s.ts has a builder function of its name", (file) => {
    const name = file.replaceAll("-", "")
    expect(Object.keys(builders).map((builder) => builder.toLowerCase())).toContain(name)
  })

  it("has no operator twice, and examples for each", () => {
    expect(new Set(ops.map(({ type }) => type)).size).toBe(ops.length)
    expect(ops.filter(({ examples }) => examples.length === 0)).toEqual([])
  })
})

describe.each(opCases)("$title", ({ op, example, title }) => {
  it("infers what the reference computes", () => {
    const { graph, outputs } = buildExample(example)
    checkGraph(graph, ops)
    const results = evaluate(graph, feedsOf(title, example.inputs))
    for (const [i, { dtype, shape }] of outputs.entries()) {
      const found = results[`output${i}`]
      expect(found?.dtype).toBe(dtype)
      expect(shape.map((size, axis) => (typeof size === "string" ? found?.shape[axis] : size))).toEqual(found?.shape)
    }
  })

  if (!hasGradient({ op, example, title }) || example.skipGradient !== undefined) return
  it("has the gradient that finite differences find", () => {
    const built = buildGradient(title, example)
    if (built === undefined) return
    const feeds = feedsOf(title, example.inputs)
    checkGraph(built.graph, ops)
    const results = evaluate(built.graph, feeds)
    for (const { name, shape, dtype } of built.inputs) {
      if (dtype !== "float32" || feeds[name]!.data.length === 0) continue // fed above
      const gradient = results[`gradient.${name}`]
      if (gradient !== undefined) expect(gradient.shape).toEqual(shape)
      const direction = randomDirection(`${title}/${name}`, feeds[name]!) // fed above
      const along = (step: number): number =>
        evaluate(built.graph, { ...feeds, [name]: moved(feeds[name]!, direction, step) })["target"]!.data[0] as number // a float output
      const expected = (along(STEP) - along(-STEP)) / (2 * STEP)
      const found = direction.reduce((sum, x, i) => sum + x * Number(gradient?.data[i] ?? 0), 0)
      expect(Math.abs(found - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)))
    }
  })
})

const STEP = 1e-5

function randomDirection(key: string, { data }: ReferenceTensor): Float64Array {
  const random = randomStream(randomKey(2, key))
  return Float64Array.from({ length: data.length }, () => random.normal())
}

const moved = (tensor: ReferenceTensor, direction: Float64Array, step: number): ReferenceTensor => ({
  ...tensor,
  data: direction.map((along, i) => Number(tensor.data[i]) + step * along),
})
