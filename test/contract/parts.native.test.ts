// The parts of a model in ONNX Runtime: values and gradients are those of the float64 reference, and losses stay numbers in float32.
import { InferenceSession, Tensor } from "onnxruntime-node"
import { describe, expect, it } from "vitest"
import { differentiate } from "../../packages/core/src/autodiff/differentiate.ts"
import { combiners } from "../../packages/core/src/combiners/index.ts"
import { categoryDecoders } from "../../packages/core/src/decoders/index.ts"
import type { Encoder, Loss } from "../../packages/core/src/define.ts"
import { categoryEncoders } from "../../packages/core/src/encoders/category/index.ts"
import { numberEncoders } from "../../packages/core/src/encoders/number/index.ts"
import { Graph } from "../../packages/core/src/graph/graph.ts"
import { encodeModel } from "../../packages/core/src/graph/onnx-write.ts"
import { binaryLosses, categoryLosses, numberLosses } from "../../packages/core/src/losses/index.ts"
import { mul, reduceSum } from "../../packages/core/src/ops/index.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import { optimizers } from "../../packages/core/src/optimizers/index.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import { activationNames } from "../../packages/core/src/schema/fields.ts"
import { settingsOf, variants } from "../support/component-list.ts"
import { buildPart, declareOutputs, float32, int32, type Feeds, type ModelPart } from "../support/model-part.ts"

async function runNative(graph: Graph, feeds: Feeds): Promise<InferenceSession.ReturnType> {
  const session = await InferenceSession.create(encodeModel(graph), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  try {
    const tensors = session.inputNames.map((name) => {
      const { dtype, shape, data } = feeds[name]!
      const numbers = data as Float64Array
      const tensor =
        dtype === "int32"
          ? new Tensor("int32", Int32Array.from(numbers), shape)
          : new Tensor("float32", Float32Array.from(numbers), shape)
      return [name, tensor] as const
    })
    return await session.run(Object.fromEntries(tensors))
  } finally {
    await session.release()
  }
}

async function expectReference(graph: Graph, feeds: Feeds): Promise<void> {
  const rounded = Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [
      name,
      { ...tensor, data: (tensor.data as Float64Array).map(Math.fround) },
    ]),
  )
  const expected = evaluate(graph, rounded)
  const found = await runNative(graph, rounded)
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(found[name]!.dims, name).toEqual(shape)
    const scale = Math.max(...Array.from(data as Float64Array, Math.abs), 2e-2) // sums that cancel are no more exact than their terms
    const numbers = found[name]!.data as Float32Array
    for (const [i, number] of (data as Float64Array).entries())
      expect(Math.abs(numbers[i]! - number), `${name}[${i}]`).toBeLessThan(2e-4 * scale)
  }
}

async function expectPart(part: ModelPart, inputs: Feeds): Promise<void> {
  declareOutputs(part)
  await expectReference(part.graph, { ...part.feeds, ...inputs })
}

const batch = 5
const draws = randomStream(5)
const normal = (...shape: number[]) =>
  float32(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => draws.normal()),
  )

describe("in ONNX Runtime", () => {
  const [concat] = combiners
  const settings = [
    ...concat.examples,
    ...activationNames.map((activation) => ({ num_fc_layers: 1, output_size: 4, activation })),
    ...(["batch", "layer", "ghost"] as const).flatMap((norm) => [
      { num_fc_layers: 1, output_size: 4, norm, norm_params: { virtual_batch_size: 2 } },
      { num_fc_layers: 1, output_size: 4, norm, norm_params: { virtual_batch_size: 2 }, batch_ensemble: true },
    ]),
  ].map((given) => [JSON.stringify(given), settingsOf(concat, given)] as const)

  it.each(settings)("concat %s", async (_, given) => {
    const part = buildPart({ batch }, (context) =>
      concat.build(context, concat.schema.parse(given), [
        { name: "a", value: context.graph.input("a", "float32", ["batch", 1]) },
        { name: "b", value: context.graph.input("b", "float32", ["batch", 3]) },
      ]),
    )
    await expectPart(part, { a: normal(batch, 1), b: normal(batch, 3) })
  })

  it.each(variants<Encoder>([...numberEncoders, ...categoryEncoders]))("encoder %s", async (_, encoder, given) => {
    const isNumber = (numberEncoders as readonly Encoder[]).includes(encoder)
    const column = isNumber ? normal(batch, 1) : int32([batch, 1], [0, 1, 2, 3, 1])
    const values = isNumber
      ? Float32Array.from(column.data as Float64Array)
      : Int32Array.from(column.data as Float64Array)
    const metadata = { idx2str: ["red", "green", "blue", "grey"] }
    const fitted =
      encoder.fit?.(given, { values, targets: new Map([["y", Float32Array.of(1, 2, 4, 0, 1)]]) }, metadata) ?? null
    const part = buildPart({ batch }, (context) =>
      encoder.build(context, given, {
        value: context.graph.input("column", isNumber ? "float32" : "int32", ["batch", 1]),
        metadata,
        fitted,
      }),
    )
    await expectPart(part, { column })
  })

  it.each([
    ["[batch, 4]", [4]],
    ["[batch, 3, 4]", [3, 4]],
  ] as const)("classifier from %s", async (_, shape) => {
    const [classifier] = categoryDecoders
    const part = buildPart(
      { batch },
      (context) =>
        classifier.build(
          context,
          classifier.schema.parse({ type: "classifier" }),
          context.graph.input("hidden", "float32", ["batch", ...shape]),
          3,
        ).logits,
    )
    await expectPart(part, { hidden: normal(batch, ...shape) })
  })

  it.each(optimizers.flatMap((optimizer) => variants([optimizer])))("optimizer %s", async (_, optimizer, given) => {
    const graph = new Graph("update")
    const states = optimizer.states(given as never)
    const scalars = optimizer.scalars(given as never, 3, 0.01)
    const next = optimizer.update(given as never, {
      parameter: graph.input("parameter", "float32", [2, 3]),
      gradient: graph.input("gradient", "float32", [2, 3]),
      state: Object.fromEntries(Object.keys(states).map((slot) => [slot, graph.input(slot, "float32", [2, 3])])),
      scalars: Object.fromEntries(
        Object.keys(scalars).map((name) => [`${name}`, graph.input(`scalar.${name}`, "float32", [])]),
      ),
      decay: true,
    })
    graph.output("next.parameter", next.parameter)
    for (const [slot, value] of Object.entries(next.state)) graph.output(`next.${slot}`, value)
    const positive = (): ReturnType<typeof float32> =>
      float32(
        [2, 3],
        Array.from({ length: 6 }, () => 0.1 + draws.uniform()),
      )
    await expectReference(graph, {
      parameter: normal(2, 3),
      gradient: normal(2, 3),
      ...Object.fromEntries(Object.keys(states).map((slot) => [slot, positive()])),
      ...Object.fromEntries(Object.entries(scalars).map(([name, number]) => [`scalar.${name}`, float32([], [number])])),
    })
  })
})

describe("losses in float32", () => {
  const kinds = [
    ["number", numberLosses, 1],
    ["binary", binaryLosses, 1],
    ["category", categoryLosses, 3],
  ] as const
  const cases = kinds.flatMap(([kind, losses, size]) =>
    variants<Loss>(losses).map(([title, loss, given]) => [`${kind} › ${title}`, { kind, loss, given, size }] as const),
  )
  const targetsOf = {
    number: float32([4], [0, 1e-8, -3, 1e4]),
    binary: float32([4], [0, 1, 0, 1]),
    category: int32([4], [0, 1, 2, 1]),
  }

  it.each(cases)("%s", async (_, { kind, loss, given, size }) => {
    const graph = new Graph("loss")
    const logits = graph.input("logits", "float32", ["batch", size])
    const target = graph.input("target", targetsOf[kind].dtype, ["batch"])
    const input = { logits, target, metadata: { idx2str: ["low", "middle", "high"] } }
    const { values, weights } = loss.build(graph, given, input)
    graph.output("values", values)
    graph.output(
      "gradient",
      differentiate(reduceSum(weights === undefined ? values : mul(values, weights)), [logits])[0]!,
    )
    for (const scale of [0, 1e-8, 1, 50, 1e4]) {
      for (const sign of [1, -1]) {
        const numbers = Array.from({ length: 4 * size }, (_zero, i) => sign * scale * (i % 2 === 0 ? 1 : -0.5))
        const found = await runNative(graph, { logits: float32([4, size], numbers), target: targetsOf[kind] })
        for (const name of ["values", "gradient"]) {
          expect(
            Array.from(found[name]!.data as Float32Array).every(Number.isFinite),
            `${name} at ${sign * scale}`,
          ).toBe(true)
        }
      }
    }
  })
})
