// Every optimizer keeps its promises: ten steps as PyTorch takes them, nothing done by a zero gradient, states of the promised shapes.
import { describe, expect, it } from "vitest"
import type { Optimizer } from "../../packages/core/src/define.ts"
import { Graph } from "../../packages/core/src/graph/graph.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { optimizers } from "../../packages/core/src/optimizers/index.ts"
import fixture from "../fixtures/optimizers.json" with { type: "json" }
import { expectAlphabetical, expectListOfFolder, settingsOf, variants } from "../support/component-list.ts"
import { float32 } from "../support/model-part.ts"

type Settings = Readonly<Record<string, unknown>>

interface UpdateGraph {
  readonly graph: Graph
  readonly slots: readonly string[]
}

/** One update of a parameter as a graph. */
function updateGraph(optimizer: Optimizer, settings: Settings, shape: readonly number[], decay = true): UpdateGraph {
  const graph = new Graph("update")
  const slots = Object.keys(optimizer.states(settings))
  const scalars = Object.keys(optimizer.scalars(settings, 1, 0.1))
  const next = optimizer.update(settings, {
    parameter: graph.input("parameter", "float32", shape),
    gradient: graph.input("gradient", "float32", shape),
    state: Object.fromEntries(slots.map((slot) => [slot, graph.input(`state.${slot}`, "float32", shape)])),
    scalars: Object.fromEntries(scalars.map((name) => [name, graph.input(`scalar.${name}`, "float32", [])])),
    decay,
  })
  expect(next.parameter.shape).toEqual(shape)
  expect(Object.keys(next.state).toSorted()).toEqual(slots.toSorted())
  graph.output("parameter", next.parameter)
  for (const [slot, value] of Object.entries(next.state)) {
    expect(value.shape, slot).toEqual(shape)
    graph.output(`state.${slot}`, value)
  }
  return { graph, slots }
}

interface Walk {
  readonly optimizer: Optimizer
  readonly settings: Settings
  readonly start: readonly number[]
  readonly gradientAt: (parameter: readonly number[], step: number) => readonly number[]
}

/** The parameter after each of some steps. */
function walk({ optimizer, settings, start, gradientAt }: Walk, steps: number): number[][] {
  const shape = [start.length]
  const { graph, slots } = updateGraph(optimizer, settings, shape)
  let parameter = [...start]
  let state: Record<string, ReferenceTensor> = Object.fromEntries(
    Object.entries(optimizer.states(settings)).map(([slot, initial]) => [
      `state.${slot}`,
      float32(
        shape,
        start.map(() => initial),
      ),
    ]),
  )
  return Array.from({ length: steps }, (_, i) => {
    const scalars = optimizer.scalars(settings, i + 1, 0.1 / (1 + 0.1 * i))
    const results = evaluate(graph, {
      parameter: float32(shape, parameter),
      gradient: float32(shape, gradientAt(parameter, i)),
      ...state,
      ...Object.fromEntries(Object.entries(scalars).map(([name, number]) => [`scalar.${name}`, float32([], [number])])),
    })
    state = Object.fromEntries(slots.map((slot) => [`state.${slot}`, results[`state.${slot}`]!]))
    parameter = Array.from(results["parameter"]!.data as Float64Array)
    return parameter
  })
}

const find = (type: string): Optimizer => optimizers.find((optimizer) => optimizer.type === type)!

describe("optimizers", () => {
  it("are one file each", () => {
    expectListOfFolder(optimizers, "optimizers", "defineOptimizer")
    expectAlphabetical(optimizers)
  })

  it("all have a trajectory for each example", () => {
    const walked = fixture.trajectories.map(({ type, settings }) => ({ type, settings }))
    for (const { type, examples } of optimizers) {
      for (const settings of examples) expect(walked).toContainEqual({ type, settings })
    }
  })

  it.each(fixture.trajectories.map((one) => [`${one.type} ${JSON.stringify(one.settings)}`, one] as const))(
    "%s › takes ten steps as the reference does",
    (_, { type, settings, parameters }) => {
      const optimizer = find(type)
      const gradientAt = (parameter: readonly number[], step: number): number[] =>
        parameter.map((x, i) => fixture.curvature[i]! * (x - fixture.target[i]!) + 0.3 * Math.sin(i + step))
      const steps = walk({ optimizer, settings: settingsOf(optimizer, settings), start: fixture.start, gradientAt }, 10)
      for (const [i, expected] of parameters.entries()) {
        expect(steps[i], `step ${i + 1}`).toEqual(expected.map((number) => expect.closeTo(number, 6)))
      }
    },
  )

  it.each(variants<Optimizer>(optimizers))(
    "%s › a zero gradient at the start moves nothing but by weight decay",
    (_, optimizer, settings) => {
      const gradientAt = (): number[] => [0, 0, 0]
      const moved = walk({ optimizer, settings, start: [1, -2, 0], gradientAt }, 3)
      expect(moved.flat().every(Number.isFinite)).toBe(true)
      if (settings["weight_decay"] === 0) expect(moved[2]).toEqual([1, -2, 0])
    },
  )

  it.each(variants<Optimizer>(optimizers))(
    "%s › without decay weights are left out of it",
    (_, optimizer, settings) => {
      const count = (decay: boolean, given: Settings): number =>
        updateGraph(optimizer, given, [2, 3], decay).graph.nodes.length
      expect(count(false, settings)).toBe(count(true, { ...settings, weight_decay: 0 }))
    },
  )

  it.each(variants<Optimizer>(optimizers))("%s › scalars are numbers at any step", (_, optimizer, settings) => {
    for (const step of [1, 2, 5, 6, 1_000, 1_000_000]) {
      for (const number of Object.values(optimizer.scalars(settings, step, 1e-3))) {
        expect(Number.isFinite(Math.fround(number))).toBe(true)
      }
    }
  })

  it("adam takes ten nodes a parameter", () => {
    expect(updateGraph(find("adam"), settingsOf(find("adam"), {}), [4, 4]).graph.nodes).toHaveLength(10)
  })

  it("lamb moves parameters that are still 0", () => {
    const lamb = find("lamb")
    const [first] = walk(
      { optimizer: lamb, settings: settingsOf(lamb, {}), start: [0, 0], gradientAt: () => [1, -1] },
      1,
    )
    expect(first).toEqual([expect.closeTo(-0.1, 6), expect.closeTo(0.1, 6)])
  })
})
