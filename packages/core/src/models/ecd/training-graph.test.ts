import { describe, expect, it } from "vitest"
import { numbers, trainByReference, type ReferenceOptions } from "../../../../../test/support/reference-training.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../../test/support/synthetic.ts"
import type { Combiner } from "../../define.ts"
import { formatGraph } from "../../graph/print.ts"
import type { BuildContext } from "../../layers/context.ts"
import { adagrad } from "../../optimizers/adagrad.ts"
import { sgd } from "../../optimizers/sgd.ts"
import type { EcdSpec } from "./spec.ts"
import type { TrainingProgram } from "./training-graph.ts"

const columns = syntheticColumns(24)
const train = (settings: Readonly<Record<string, unknown>>, options: ReferenceOptions) => {
  const config = syntheticConfig(settings)
  return trainByReference(config, syntheticDataset(config, columns, { training: 24 }), options)
}

const rows = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i)
const plain = { optimizer: { component: sgd, settings: sgd.schema.parse({ type: "sgd" }) } }
const shapesOf = ({ model }: TrainingProgram) =>
  Object.fromEntries(Array.from(model, ([name, { shape }]) => [name, shape]))
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9) as number)

describe("variables of a network", () => {
  const { program } = train({ trainer: { optimizer: { type: "adam" } } }, { batches: [rows(0, 8)] })

  it("are named by their place", () => {
    expect(shapesOf(program)).toEqual({
      "input_features.color.encoder.embeddings": [3, 3],
      "combiner.fc_layers.0.weights": [6, 6],
      "combiner.fc_layers.0.bias": [6],
      "output_features.price.decoder.head.weights": [6, 1],
      "output_features.price.decoder.head.bias": [1],
    })
    expect(program.parameterCount).toBe(9 + 36 + 6 + 6 + 1)
  })

  it("have their optimizer states beside them", () => {
    const names = program.variables.map(({ name }) => name)
    for (const { variable } of program.trained.values())
      expect(names.filter((name) => name.startsWith(`${variable}/`))).toHaveLength(2)
  })

  it("are each an input and an output of the graph", () => {
    const inputs = program.graph.inputs.map(({ name }) => name)
    const outputs = program.graph.outputs.map(({ name }) => name)
    for (const { name } of program.variables) {
      expect(inputs).toContain(name)
      expect(outputs).toContain(`next.${name}`)
    }
    expect(program.outputs).toEqual(["loss", "logits.price"])
  })
})

describe("the training graph", () => {
  it("reads as this for a small network", async () => {
    const { program } = train(
      {
        input_features: [{ name: "x", type: "number" }],
        combiner: { type: "concat", num_fc_layers: 1, output_size: 4, dropout: 0.5 },
      },
      {
        settings: { ...plain, clipping: { clipglobalnorm: 1, clipnorm: null, clipvalue: null } },
        batches: [rows(0, 8)],
      },
    )
    await expect(formatGraph(program.graph)).toMatchFileSnapshot("../../../../../test/golden/graphs/training.txt")
  })

  it("takes two steps as one run as it takes them one by one", () => {
    const both = train({}, { batches: [rows(0, 8), rows(8, 16)], settings: plain })
    const first = train({}, { batches: [rows(0, 8)], settings: plain })
    const second = train({}, { batches: [rows(8, 16)], settings: plain, initial: first.weights })
    expect(both.losses).toEqual([...first.losses, ...second.losses])
    expect(both.weights).toEqual(second.weights)
  })

  it("accumulates the gradients of small batches to that of a large one", () => {
    const large = train({}, { batches: [rows(0, 12)], settings: plain })
    const small = train({}, { batches: [rows(0, 4), rows(4, 8), rows(8, 12)], settings: { ...plain, accumulation: 3 } })
    expect(small.losses).toEqual(close(large.losses))
    for (const [name, values] of large.weights) expect(small.weights.get(name), name).toEqual(close(values))
    expect(small.outputs["logits.price"]?.shape).toEqual([1, 3, 4, 1])
  })

  it("keeps a moving average of the parameters, which is the model", () => {
    const averaging = 0.5
    const batches = [rows(0, 8), rows(8, 16), rows(16, 24)]
    const walk = [1, 2, 3].map((steps) => train({}, { batches: batches.slice(0, steps), settings: plain }).weights)
    const { weights, model } = train({}, { batches, settings: { ...plain, averaging } })
    const name = "combiner.fc_layers.0.weights"
    let average: readonly number[] = []
    for (const [i, step] of walk.entries()) {
      const kept = Math.min(averaging, i / (i + 9))
      average = step.get(name)!.map((value, j) => (average[j] ?? 0) * kept + value * (1 - kept))
    }
    expect(weights.get(name)).toEqual(close(walk[2]!.get(name)!))
    expect(model.get(name)).toEqual(close(average))
  })
})

describe("a parameter's learning rate scale", () => {
  const bias = "combiner.fc_layers.0.bias"
  const scaled =
    (learningRateScale: number) =>
    (spec: EcdSpec): EcdSpec => {
      const { component, settings } = spec.combiner
      const build: Combiner["build"] = (context, given, inputs) =>
        component.build(rescaled(context, learningRateScale), given, inputs)
      return { ...spec, combiner: { component: { ...component, build }, settings } }
    }
  const rescaled = (context: BuildContext, learningRateScale: number): BuildContext => ({
    ...context,
    scope: (...names) => rescaled(context.scope(...names), learningRateScale),
    parameter: (name, shape, sampler, options) =>
      context.parameter(name, shape, sampler, name === "bias" ? { ...options, learningRateScale } : options),
  })

  it("multiplies how far it moves", () => {
    const [half = [], whole = []] = [0.5, 1].map((scale) =>
      train({}, { batches: [rows(0, 8)], settings: plain, spec: scaled(scale) }).weights.get(bias)!,
    )
    expect(whole.some((value) => value !== 0)).toBe(true)
    expect(half).toEqual(close(whole.map((value) => value / 2))) // biases begin at 0
  })
})

describe("frozen parameters", () => {
  const frozen = /^combiner\./
  const before = train({}, { batches: [rows(0, 8)], settings: plain, learningRate: 0 })
  const after = train({}, { batches: [rows(0, 8)], settings: { ...plain, frozen } })

  it("stay as they begin, without optimizer states, while the others move", () => {
    for (const [name, values] of after.weights) {
      if (frozen.test(name)) expect(values, name).toEqual(before.weights.get(name))
      else expect(values, name).not.toEqual(before.weights.get(name))
    }
    const fixed = after.program.variables.filter(({ changes }) => !changes).map(({ name }) => name)
    expect(fixed).toEqual(["combiner.fc_layers.0.weights", "combiner.fc_layers.0.bias"])
    expect(after.program.parameterCount).toBe(9 + 6 + 1)
  })

  it("cannot be all", () => {
    const all = { ...plain, frozen: /./ }
    expect(() => train({}, { batches: [rows(0, 8)], settings: all })).toThrow(
      expect.objectContaining({ code: "config/rule", at: "trainer.layers_to_freeze_regex" }),
    )
  })
})

describe("an ensemble", () => {
  const combiner = { type: "concat", num_fc_layers: 1, output_size: 6, batch_ensemble: true, num_ensemble_members: 3 }
  const { program, outputs, losses } = train({ combiner }, { batches: [rows(0, 8)], settings: plain })

  it("has logits a member", () => {
    expect(program.members).toBe(3)
    expect(outputs["logits.price"]?.shape).toEqual([1, 8, 3, 1])
  })

  it("is trained by the mean of its members' losses", () => {
    const prices = columns["price"]!.map(Number)
    const mean = prices.reduce((a, b) => a + b) / 24
    const std = Math.sqrt(prices.reduce((sum, price) => sum + (price - mean) ** 2, 0) / 24)
    const errors = numbers(outputs["logits.price"]!).map(
      (logit, i) => logit - (prices[Math.floor(i / 3)]! - mean) / std,
    )
    const expected = errors.reduce((sum, error) => sum + error * error, 0) / 24
    expect(losses[0]).toBeCloseTo(expected, 6)
  })
})

describe("tied encoders", () => {
  const encoder = { type: "dense", num_layers: 1, output_size: 4, dropout: 0.5, norm: "batch" }
  const settings = {
    input_features: [
      { name: "x", type: "number", encoder },
      { name: "y", type: "number", tied: "x" },
    ],
    combiner: { type: "concat", dropout: 0.25, num_fc_layers: 1, output_size: 4 },
  }
  const { program } = train(settings, { batches: [rows(0, 8)], settings: plain })

  it("share variables and draw random numbers of their own", () => {
    expect([...program.model.keys()].filter((name) => name.startsWith("input_features.y"))).toEqual([])
    expect(program.randomSources.map(({ name }) => name)).toEqual([
      "input_features.x.encoder.fc_layers.0.dropout",
      "input_features.y.encoder.fc_layers.0.dropout",
      "combiner.fc_layers.0.dropout",
    ])
  })

  it("update what they both track once each", () => {
    const { input_features: inputs } = settings
    const same = [inputs[0], { ...inputs[1], column: "x" }]
    const [once = [], twice = []] = [[inputs[0]], same].map((input_features) => {
      const run = train({ ...settings, input_features }, { batches: [rows(0, 8)], settings: plain })
      return [...run.weights].find(([name]) => name.endsWith("mean"))![1]
    })
    expect(twice).toEqual(close(once.map((mean) => mean * 1.9))) // 0.1 · mean, then 0.9 of that and 0.1 · mean again
  })

  it("of unlike vocabularies are an error that says so", () => {
    const input_features = [
      { name: "color", type: "category", encoder: { type: "dense" } },
      { name: "size", type: "category", tied: "color", column: "price" },
    ]
    expect(() => train({ input_features }, { batches: [rows(0, 8)] })).toThrow(
      expect.objectContaining({ code: "config/rule", at: "input_features.color.encoder.embeddings" }),
    )
  })
})

describe("outputs that depend on others", () => {
  it("are given their last hidden values", () => {
    const hidden = { type: "regressor", num_fc_layers: 1, fc_output_size: 5 }
    const { program } = train(
      {
        output_features: [
          { name: "cost", type: "number", column: "price", dependencies: ["price"] },
          { name: "price", type: "number", decoder: hidden },
        ],
      },
      { batches: [rows(0, 8)], settings: plain },
    )
    const shapes = shapesOf(program)
    expect(shapes["output_features.price.decoder.fc_layers.0.weights"]).toEqual([6, 5])
    expect(shapes["output_features.cost.decoder.head.weights"]).toEqual([6 + 5, 1])
    expect(program.outputs).toEqual(["loss", "logits.price", "logits.cost"])
  })
})

describe("optimizer states", () => {
  it("begin where the optimizer says", () => {
    const settings = adagrad.schema.parse({ type: "adagrad", initial_accumulator_value: 0.25 })
    const { program } = train({}, { batches: [rows(0, 8)], settings: { optimizer: { component: adagrad, settings } } })
    const slots = program.variables.filter(({ name }) => name.includes("/"))
    expect(slots.length).toBeGreaterThan(0)
    for (const { initial } of slots) expect(new Set(initial(1))).toEqual(new Set([0.25]))
  })
})
