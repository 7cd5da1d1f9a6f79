// Every part learns: a network made of it, trained by the product's loop in ONNX Runtime, learns eight rows by heart.
import { describe, expect, it } from "vitest"
import { combiners } from "../../packages/core/src/combiners/index.ts"
import type { Component } from "../../packages/core/src/define.ts"
import { featureTypes } from "../../packages/core/src/features/index.ts"
import { optimizers } from "../../packages/core/src/optimizers/index.ts"
import { runSmallTraining } from "../support/run-training.ts"
import { syntheticConfig, syntheticDataset, type RawColumns } from "../support/synthetic.ts"

type Settings = Readonly<Record<string, unknown>>

const words = ["one", "two", "three", "four", "one", "two", "three", "four"]
const flags = [false, true, false, true, true, false, false, true]
const columns: RawColumns = {
  number: [-2, -1.5, -1, -0.3, 0.2, 0.9, 1.4, 2],
  category: words,
  binary: flags,
  // What follows from one input alone, by the input's type and the output's.
  "number of number": [90, 92, 96, 99, 104, 110, 112, 118],
  "binary of number": [false, false, false, false, true, true, true, true],
  "category of number": ["low", "low", "low", "middle", "middle", "high", "high", "high"],
  "number of category": words.map((word) => ({ four: 90, one: 95, three: 102, two: 110 })[word]!), // rising with the ids
  "number of binary": flags.map((flag) => (flag ? 120 : 80)),
}

/** How the objective on the training rows went: at the first evaluation, and at the last one. */
async function learn(settings: Settings, trainer: Settings = {}): Promise<{ first: number; last: number }> {
  const given = {
    ...settings,
    trainer: {
      batch_size: 8,
      epochs: 60,
      learning_rate: 0.03,
      early_stop: -1,
      evaluate_training_set: true,
      ...trainer,
    },
  }
  const dataset = syntheticDataset(syntheticConfig(given), columns, { training: 8 })
  const { result } = await runSmallTraining({ settings: given, dataset })
  const losses = result.progress.evaluations.map(({ metrics }) => metrics.training["combined"]!["loss"]!)
  return { first: losses[0]!, last: losses.at(-1)! }
}

/** What the objective falls to, as a share of its first value, unless something keeps it up. */
const wellBelow = 0.5
const keptUp: readonly (readonly [part: string, share: number, reason: string])[] = [
  ['hash {"num_hash_buckets":2', 1, "four values in two buckets cannot be told apart"],
  ['entropic_open_set {"background_class":1}', 0.8, "its minimum is the entropy asked of background examples"],
  ['objectosphere {"background_class":0', 0.95, "its minimum is the entropy asked of background examples"],
  ['softmax_cross_entropy {"class_similarities"', 0.9, "its minimum is the entropy of targets spread over classes"],
]
const expectLearned = (name: string, { first, last }: { readonly first: number; readonly last: number }): void =>
  expect(last / first).toBeLessThan(keptUp.find(([part]) => name.includes(part))?.[1] ?? wellBelow)

/** Steps that begin near 0 need a faster rate. */
const learningRates: Settings = { adadelta: 2 }

const input = (type: string, encoder?: Settings) => ({ name: type, type, ...(encoder && { encoder }) })
const output = (type: string, of: string, rest: Settings = {}) => ({ name: `${type} of ${of}`, type, ...rest })
const network = { combiner: { type: "concat", num_fc_layers: 1, output_size: 16 } }

const examplesOf = (list: readonly Component[]): readonly (readonly [name: string, settings: Settings])[] =>
  list.flatMap(({ type, examples }) =>
    examples.map((example) => [`${type} ${JSON.stringify(example)}`, { type, ...example }] as const),
  )

const cases = featureTypes.flatMap(({ type, encoders }) =>
  examplesOf(encoders).map(([name, encoder]) => [`${type} › ${name}`, type, encoder] as const),
)

describe("encoders", () => {
  it.each(cases)("%s", async (name, type, encoder) => {
    const parts = { input_features: [input(type, encoder)], output_features: [output("number", type)] }
    expectLearned(name, await learn({ ...network, ...parts }))
  })
})

describe("combiners", () => {
  it.each(examplesOf(combiners))("%s", async (name, combiner) => {
    const input_features = [input("number"), input("category", { type: "dense", embedding_size: 4 }), input("binary")]
    expectLearned(name, await learn({ combiner, input_features, output_features: [output("number", "number")] }))
  })
})

const outputCases = featureTypes.flatMap(({ type, output: parts }) => [
  ...examplesOf(parts?.decoders ?? []).map(
    ([name, decoder]) => [`${type} › decoder ${name}`, type, { decoder }] as const,
  ),
  ...examplesOf(parts?.losses ?? []).map(([name, loss]) => [`${type} › loss ${name}`, type, { loss }] as const),
])

describe("decoders and losses", () => {
  it.each(outputCases)("%s", async (name, type, parts) => {
    const output_features = [output(type, "number", parts)]
    expectLearned(name, await learn({ ...network, input_features: [input("number")], output_features }))
  })
})

describe("optimizers", () => {
  it.each(examplesOf(optimizers))("%s", async (name, optimizer) => {
    const settings = { ...network, input_features: [input("number")], output_features: [output("number", "number")] }
    const learning_rate = learningRates[optimizer["type"] as string] ?? 0.03
    expectLearned(name, await learn(settings, { optimizer, learning_rate }))
  })
})
