// What the operators' suites share: numbers for an example's inputs, graphs for examples and their gradients.
import { differentiate } from "../../packages/core/src/autodiff/differentiate.ts"
import { isFloat } from "../../packages/core/src/graph/dtype.ts"
import { Graph, type Value } from "../../packages/core/src/graph/graph.ts"
import { isStatic, sizeOf } from "../../packages/core/src/graph/shape.ts"
import { add, mul, ops, reduceSum } from "../../packages/core/src/ops/index.ts"
import type { Domain, ExampleInput, OpDefinition, OpExample, ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { randomKey, randomStream } from "../../packages/core/src/random.ts"

export interface OpCase {
  readonly op: OpDefinition
  readonly example: OpExample
  readonly title: string
}

export const opCases: readonly OpCase[] = ops.flatMap((op) =>
  op.examples.map((example) => ({ op, example, title: `${op.type} › ${example.name}` })),
)

/** Concrete numbers for an example's inputs, the same at every run. */
export function feedsOf(title: string, inputs: readonly ExampleInput[]): Record<string, ReferenceTensor> {
  return Object.fromEntries(inputs.map((input, i) => [`input${i}`, drawInput(`${title}/${i}`, input)]))
}

function drawInput(key: string, { shape, dtype = "float32", domain = "any" }: ExampleInput): ReferenceTensor {
  const size = sizeOf(shape)
  if (typeof domain === "object") {
    const { values } = domain
    const data = Array.from({ length: size }, (_, i) => values[i % values.length]!) // never empty
    if (dtype === "string") return { dtype, shape, data: data.map(String) }
    return { dtype, shape, data: Float64Array.from(data, Number) }
  }
  return { dtype, shape, data: drawNumbers(key, domain, size).map(Math.fround) }
}

function drawNumbers(key: string, domain: Exclude<Domain, object>, size: number): Float64Array {
  const random = randomStream(randomKey(1, key))
  const draw = {
    any: () => 4 * random.uniform() - 2,
    positive: () => 0.2 + 2 * random.uniform(),
    awayFromZero: () => (random.below(2) === 0 ? -1 : 1) * (0.3 + 2 * random.uniform()),
    unit: () => 1.8 * random.uniform() - 0.9,
    probability: () => 0.05 + 0.9 * random.uniform(),
    noTies: () => 0,
  }[domain]
  const numbers = Float64Array.from({ length: size }, draw)
  if (domain !== "noTies") return numbers
  const order = Array.from({ length: size }, (_, i) => ({ i, at: random.uniform() })).toSorted((a, b) => a.at - b.at)
  return Float64Array.from(order, ({ i }) => 0.35 * i - 0.15 * size)
}

/** Examples may build constants only; anything else is a mistake of the example. */
export interface ExampleGraph {
  readonly graph: Graph
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

export function buildExample(example: OpExample): ExampleGraph {
  const graph = new Graph("example")
  const inputs = example.inputs.map(({ dtype = "float32", shape }, i) => graph.input(`input${i}`, dtype, shape))
  const built = example.build(...inputs)
  const outputs = "graph" in built ? [built] : built
  for (const [i, output] of outputs.entries()) graph.output(`output${i}`, output)
  return { graph, inputs, outputs }
}

/** The example with its gradient: Σ weights·outputs as output `target`, and one output `gradient<i>` a float input that it depends on. */
export function buildGradient(title: string, example: OpExample): ExampleGraph | undefined {
  const built = buildExample(example)
  const { graph, inputs, outputs } = built
  const floats = outputs.filter(({ dtype }) => isFloat(dtype))
  const terms = floats.map((output, i) => reduceSum(mul(output, weightsFor(graph, `${title}/weights${i}`, output))))
  if (terms.length === 0) return undefined
  const target = terms.reduce((sum, term) => add(sum, term))
  graph.output("target", target)
  const sources = inputs.filter(({ dtype }) => isFloat(dtype))
  for (const [i, gradient] of differentiate(target, sources).entries()) {
    if (gradient !== undefined) graph.output(`gradient.${sources[i]!.name}`, gradient) // as many sources
  }
  return built
}

function weightsFor(graph: Graph, key: string, { shape, dtype }: Value): Value {
  const known = isStatic(shape) ? shape : []
  return graph.constant({ dtype, shape: known, data: Float32Array.from(drawNumbers(key, "any", sizeOf(known))) })
}

/** Whether the operator's gradient can be taken at all. */
export const hasGradient = ({ op }: OpCase): boolean => typeof op.gradient === "function"
