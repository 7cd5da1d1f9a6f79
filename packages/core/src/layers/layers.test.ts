// Numbers of the activations are those of PyTorch 2.15; sparsemax and 1.5-entmax those of their definitions, solved by bisection.
import { describe, expect, it } from "vitest"
import { buildPart, float32, run } from "../../../../test/support/model-part.ts"
import { activationNames, type ActivationName } from "../schema/fields.ts"
import { activate } from "./activations.ts"
import { dense, densePerMember } from "./dense.ts"
import { normalize, type NormName, type NormSettings } from "./norms.ts"

const near = (numbers: readonly number[], digits = 5) => numbers.map((number) => expect.closeTo(number, digits))

describe("activate", () => {
  const x = [-3, -1, -0.2, 0, 0.5, 2]
  const expected: Readonly<Record<ActivationName, readonly number[]>> = {
    celu: [-0.950213, -0.632121, -0.181269, 0, 0.5, 2],
    elu: [-0.950213, -0.632121, -0.181269, 0, 0.5, 2],
    entmax15: [0, 0, 0, 0, 0.050391, 0.949609],
    geglu: [0, -0.345731, -0.3909],
    gelu: [-0.00405, -0.158655, -0.084148, 0, 0.345731, 1.9545],
    hardsigmoid: [0, 0.333333, 0.466667, 0.5, 0.583333, 0.833333],
    hardswish: [0, -0.333333, -0.093333, 0, 0.291667, 1.666667],
    leakyRelu: [-0.03, -0.01, -0.002, 0, 0.5, 2],
    logSigmoid: [-3.048587, -1.313262, -0.798139, -0.693147, -0.474077, -0.126928],
    mish: [-0.145647, -0.303401, -0.107145, 0, 0.375245, 1.943959],
    prelu: [-0.75, -0.25, -0.05, 0, 0.5, 2],
    reglu: [0, -0.5, -0.4],
    relu: [0, 0, 0, 0, 0.5, 2],
    relu6: [0, 0, 0, 0, 0.5, 2],
    selu: [-1.670569, -1.111331, -0.318689, 0, 0.52535, 2.101402],
    sigmoid: [0.047426, 0.268941, 0.450166, 0.5, 0.622459, 0.880797],
    silu: [-0.142278, -0.268941, -0.090033, 0, 0.31123, 1.761594],
    softmax: [0.004416, 0.03263, 0.07262, 0.088698, 0.146239, 0.655397],
    softplus: [0.048587, 0.313262, 0.598139, 0.693147, 0.974077, 2.126928],
    sparsemax: [0, 0, 0, 0, 0, 1],
    swiglu: [0, -0.31123, -0.352319],
    swish: [-0.142278, -0.268941, -0.090033, 0, 0.31123, 1.761594],
    tanh: [-0.995055, -0.761594, -0.197375, 0, 0.462117, 0.964028],
  }
  const apply = (name: ActivationName, numbers: readonly number[]): number[] => {
    const part = buildPart({ batch: 1 }, (context) =>
      activate(context, context.graph.input("x", "float32", ["batch", numbers.length]), name),
    )
    return Array.from(run(part, { x: float32([1, numbers.length], numbers) }).data as Float64Array)
  }

  it.each(activationNames)("%s", (name) => {
    expect(apply(name, x)).toEqual(near(expected[name]))
  })

  it("sparsemax and entmax15 keep several values, and share between equal ones", () => {
    const y = [-3, -1, -0.2, 0, 0.5, 1]
    expect(apply("sparsemax", y)).toEqual(near([0, 0, 0, 0, 0.25, 0.75]))
    expect(apply("entmax15", y)).toEqual(near([0, 0, 0.03239, 0.078384, 0.28087, 0.608356]))
    for (const name of ["sparsemax", "entmax15"] as const) expect(apply(name, [2, 2, -9])).toEqual(near([0.5, 0.5, 0]))
  })
})

describe("normalize", () => {
  const rows = [
    [1, 10],
    [2, 20],
    [3, 60],
    [6, 30],
    [8, 0],
  ]

  const normed = (name: NormName, settings: NormSettings, mode: "training" | "inference" = "training") => {
    const part = buildPart({ batch: rows.length, mode }, (context) =>
      normalize(context, context.graph.input("x", "float32", ["batch", 2]), name, settings),
    )
    for (const [state, next] of part.updates) part.graph.output(state, next)
    return { part, numbers: Array.from(run(part, { x: float32([rows.length, 2], rows.flat()) }).data as Float64Array) }
  }
  const standard = (numbers: readonly number[], eps: number): number[] => {
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length
    return numbers.map((x) => (x - mean) / Math.sqrt(variance + eps))
  }
  const columns = (part: readonly (readonly number[])[], eps: number): number[][] => {
    const [left, right] = [0, 1].map((column) =>
      standard(
        part.map((row) => row[column]!),
        eps,
      ),
    )
    return part.map((_, i) => [left![i]!, right![i]!])
  }

  it("layer: each example by itself", () => {
    expect(normed("layer", { eps: 0.1 }).numbers).toEqual(near(rows.flatMap((row) => standard(row, 0.1))))
  })

  it("batch: each feature over the batch", () => {
    expect(normed("batch", {}).numbers).toEqual(near(columns(rows, 1e-5).flat()))
  })

  it("ghost: each feature over parts of the batch, as equal as can be", () => {
    const expected = [...columns(rows.slice(0, 3), 1e-3), ...columns(rows.slice(3), 1e-3)]
    expect(normed("ghost", { virtual_batch_size: 3 }).numbers).toEqual(near(expected.flat()))
    expect(normed("ghost", { virtual_batch_size: 5, eps: 1e-5 }).numbers).toEqual(
      normed("batch", {}).numbers.map((x) => expect.closeTo(x, 6)),
    )
  })

  it("batch and ghost serve inference by running statistics", () => {
    for (const name of ["batch", "ghost"] as const) {
      expect([...normed(name, {}).part.updates.keys()].toSorted()).toEqual(["running_mean", "running_variance"])
      const { part, numbers } = normed(name, { eps: 1e-9 }, "inference")
      expect(part.updates.size).toBe(0)
      expect(numbers).toEqual(near(rows.flat()))
    }
  })
})

describe("dense", () => {
  it("is shared by members, and per member where asked for", () => {
    const x = float32([1, 2, 2], [1, 2, 3, 4])
    const build = (layer: typeof dense) =>
      buildPart({ batch: 1 }, (context) =>
        layer(context, context.graph.input("x", "float32", ["batch", 2, 2]), { outputSize: 1 }),
      )
    const shared = build(dense)
    const [a, b] = shared.feeds["weights"]!.data as Float64Array
    expect([...run(shared, { x }).data]).toEqual(near([a! + 2 * b!, 3 * a! + 4 * b!]))
    const own = build(densePerMember)
    const [c, d, e, f] = own.feeds["weights"]!.data as Float64Array
    expect([...run(own, { x }).data]).toEqual(near([c! + 2 * d!, 3 * e! + 4 * f!]))
  })
})
