// The graphs of a trained network: what they read as, and what they make of logits.
import { describe, expect, it } from "vitest"
import { float32, int32 } from "../../../../../test/support/model-part.ts"
import { networkOf, numbers } from "../../../../../test/support/reference-training.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../../test/support/synthetic.ts"
import type { Graph } from "../../graph/graph.ts"
import { formatGraph } from "../../graph/print.ts"
import { tensor } from "../../graph/tensor.ts"
import { evaluate, toReference } from "../../ops/evaluate.ts"
import { randomStream } from "../../random.ts"
import { buildForwardProgram } from "../graphs/forward-graph.ts"
import { buildInferenceGraph } from "../graphs/inference-graph.ts"
import { buildPredictProgram } from "../graphs/predict-graph.ts"
import { buildReportProgram } from "../graphs/report-graph.ts"
import { ecdModel } from "./ecd-model.ts"
import type { EcdSpec } from "./spec.ts"
import { networkVariables } from "./training-graph.ts"

const columns = syntheticColumns(10)

interface Network {
  readonly spec: EcdSpec
  readonly dataset: ReturnType<typeof syntheticDataset>
  readonly graphs: Readonly<Record<"forward" | "predict" | "report" | "model", Graph>>
  readonly weights: ReadonlyMap<string, ReturnType<typeof tensor<"float32">>>
}

function network(settings: Readonly<Record<string, unknown>>, temperature = 1): Network {
  const config = syntheticConfig(settings)
  const dataset = syntheticDataset(config, columns, { training: 10 })
  const network = networkOf(config, dataset)
  const spec = { ...network, outputs: network.outputs.map((output) => ({ ...output, temperature })) }
  const list = networkVariables(spec, null)
  const random = randomStream(4)
  const weights = new Map(
    [...list.parameters, ...list.states].map(({ name, shape, sampler }) => [
      name,
      tensor("float32", shape, sampler(shape, random)),
    ]),
  )
  const model = ecdModel(spec, list)
  const graphs = {
    forward: buildForwardProgram(model, dataset.layout).graph,
    predict: buildPredictProgram(model, dataset.layout).graph,
    report: buildReportProgram(spec, dataset.layout, list.members).graph,
    model: buildInferenceGraph(model, weights),
  }
  return { spec, dataset, graphs, weights }
}

/** A graph's results on every row, its other inputs from the network and from `more`. */
function run(
  { graphs, dataset, weights }: Network,
  name: keyof Network["graphs"],
  more: Parameters<typeof evaluate>[1],
) {
  const known = {
    rows: int32(
      [10],
      Array.from({ length: 10 }, (_, i) => i),
    ),
    ...Object.fromEntries(Array.from(weights, ([key, value]) => [key, toReference(value)])),
    ...Object.fromEntries(
      Object.entries(dataset.splits.training.tables).map(([key, value]) => [key, toReference(value)]),
    ),
    ...more,
  }
  return evaluate(graphs[name], known)
}

const small = {
  input_features: [{ name: "x", type: "number" }],
  combiner: { type: "concat", num_fc_layers: 1, output_size: 4 },
}
const size = (loss: string) => ({
  output_features: [{ name: "size", type: "category", loss: { type: loss } }],
})

describe("the graphs of a small network", () => {
  const { graphs } = network(small)

  it.each(["forward", "predict", "report", "model"] as const)("%s", async (name) => {
    await expect(formatGraph(graphs[name])).toMatchFileSnapshot(`../../../../../test/golden/graphs/${name}.txt`)
  })
})

describe("an ensemble's probabilities", () => {
  const combiner = { type: "concat", num_fc_layers: 1, output_size: 4, batch_ensemble: true, num_ensemble_members: 3 }
  const logits = float32(
    [10, 3, 3],
    Array.from({ length: 90 }, (_, i) => Math.sin(i * i)),
  )
  const softmax = (row: readonly number[]): number[] => {
    const sum = row.reduce((total, value) => total + Math.exp(value), 0)
    return row.map((value) => Math.exp(value) / sum)
  }

  it("are the mean of its members'", () => {
    const made = network({ ...size("softmax_cross_entropy"), combiner })
    const { "size.probabilities": found } = run(made, "report", { "logits.size": logits })
    const given = numbers(logits)
    const first = [0, 3, 6].map((at) => softmax(given.slice(at, at + 3)))
    for (const k of [0, 1, 2])
      expect(numbers(found!)[k]).toBeCloseTo(first.reduce((sum, row) => sum + row[k]!, 0) / 3, 9)
  })
})

describe("corn", () => {
  const made = network(size("corn"))
  const logits = [0.3, -0.8, 5]
  const passed = logits.map((logit) => 1 / (1 + Math.exp(-logit)))
  const expected = [1 - passed[0]!, passed[0]! * (1 - passed[1]!), passed[0]! * passed[1]!]

  it("has the probabilities that its conditional logits say, in every graph", () => {
    const rows = float32([10, 3], [...logits, ...Array.from({ length: 27 }, () => 0)])
    const { "size.probabilities": found, "size.predictions": chosen } = run(made, "report", { "logits.size": rows })
    expect(numbers(found!).slice(0, 3)).toEqual(expected.map((p) => expect.closeTo(p, 9) as number))
    expect(numbers(chosen!)[0]).toBe(0)
    const probabilities = (name: "predict" | "model", output: string): readonly number[] => {
      const { x, y, color, flag } = columns
      const raw = {
        x: float32([10], x!.map(Number)),
        y: float32([10], y!.map(Number)),
        color: { dtype: "string" as const, shape: [10], data: color!.map(String) },
        flag: {
          dtype: "string" as const,
          shape: [10],
          data: flag!.map((value) => (value === true ? "True" : "False")),
        },
      }
      return numbers(run(made, name, raw)[output]!)
    }
    const predicted = probabilities("predict", "size.probabilities")
    expect(predicted.slice(0, 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9)
    expect(probabilities("model", "size_probabilities")).toEqual(predicted.map((p) => expect.closeTo(p, 5) as number))
  })

  it("joins an ensemble's members to logits that its loss can take", () => {
    const combiner = { type: "concat", num_fc_layers: 1, output_size: 4, batch_ensemble: true, num_ensemble_members: 2 }
    const ensemble = network({ ...size("corn"), combiner })
    const members = float32([10, 2, 3], Array.from({ length: 60 }, () => logits).flat())
    const single = float32([10, 3], Array.from({ length: 10 }, () => logits).flat())
    const [joined, alone] = [
      run(ensemble, "report", { "logits.size": members }),
      run(made, "report", { "logits.size": single }),
    ]
    for (const [name, value] of Object.entries(alone))
      expect(numbers(joined[name]!), name).toEqual(numbers(value).map((v) => expect.closeTo(v, 9) as number))
  })
})

describe("calibrated logits", () => {
  it("are divided by the temperature in every graph but that of training", () => {
    const [plain, calibrated] = [network(size("softmax_cross_entropy")), network(size("softmax_cross_entropy"), 4)]
    const logits = (made: Network) => numbers(run(made, "forward", {})["logits.size"]!)
    expect(logits(calibrated)).toEqual(logits(plain).map((logit) => expect.closeTo(logit / 4, 9) as number))
    const chosen = (made: Network) => numbers(run(made, "predict", {})["size.predictions"]!)
    expect(chosen(calibrated)).toEqual(chosen(plain))
  })
})

describe("the report of numbers", () => {
  it("has losses in own units beside those of training", () => {
    const made = network({ output_features: [{ name: "price", type: "number", loss: { type: "mean_squared_error" } }] })
    const logits = float32([10, 1], new Float64Array(10))
    const report = run(made, "report", { "logits.price": logits })
    const { std } = made.spec.outputs[0]!.feature.metadata as { readonly std: number }
    expect(numbers(report["price.loss"]!)[0]! / numbers(report["price.objective"]!)[0]!).toBeCloseTo(std * std, 2)
    expect(numbers(report["price.target"]!)[3]).toBeCloseTo(Number(columns["price"]![3]), 3)
  })
})
