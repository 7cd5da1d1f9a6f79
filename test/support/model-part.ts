// Builds one part of a model by itself, with numbers for its variables, and runs it by the reference evaluator.
import { differentiate } from "../../packages/core/src/autodiff/differentiate.ts"
import { Graph, type Value } from "../../packages/core/src/graph/graph.ts"
import { sizeOf } from "../../packages/core/src/graph/shape.ts"
import { createBuildContext, type BuildContext, type Parameter } from "../../packages/core/src/layers/context.ts"
import { mul, reduceSum } from "../../packages/core/src/ops/index.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { randomKey, randomStream } from "../../packages/core/src/random.ts"

export type Feeds = Record<string, ReferenceTensor>

export interface ModelPart {
  readonly graph: Graph
  readonly value: Value
  readonly parameters: readonly Parameter[]
  /** Numbers for every parameter, state and random source. */
  readonly feeds: Feeds
  /** The states' next values. */
  readonly updates: ReadonlyMap<string, Value>
}

export const float32 = (shape: readonly number[], numbers: ArrayLike<number>): ReferenceTensor => ({
  dtype: "float32",
  shape,
  data: Float64Array.from(numbers),
})

export const int32 = (shape: readonly number[], numbers: ArrayLike<number>): ReferenceTensor => ({
  dtype: "int32",
  shape,
  data: Float64Array.from(numbers),
})

export interface PartSettings {
  readonly mode?: BuildContext["mode"]
  readonly batch: number
  readonly seed?: number
}

/** `build` may declare inputs of its own, to be fed beside `feeds`. */
export function buildPart(
  { mode = "training", batch, seed = 1 }: PartSettings,
  build: (context: BuildContext) => Value,
): ModelPart {
  const graph = new Graph("part")
  const parameters: Parameter[] = []
  const feeds: Feeds = {}
  const updates = new Map<string, Value>()
  const input = (name: string, shape: readonly number[], numbers: ArrayLike<number>): Value => {
    feeds[name] = float32(shape, numbers)
    return graph.input(name, "float32", shape)
  }
  const context = createBuildContext(graph, mode, {
    parameter(parameter) {
      parameters.push(parameter)
      return input(
        parameter.name,
        parameter.shape,
        parameter.sampler(parameter.shape, randomStream(randomKey(seed, parameter.name))),
      )
    },
    state: ({ name, shape, sampler }) => input(name, shape, sampler(shape, randomStream(randomKey(seed, name)))),
    update: (name, next) => void updates.set(name, next),
    random({ name, rate, shape }) {
      const draws = randomStream(randomKey(seed, "random", name))
      const numbers = Float64Array.from({ length: batch * sizeOf(shape) }, () =>
        draws.uniform() < rate ? 0 : 1 / (1 - rate),
      )
      feeds[name] = float32([batch, ...shape], numbers)
      return graph.input(name, "float32", ["batch", ...shape])
    },
  })
  const value = build(context)
  return { graph, value, parameters, feeds, updates }
}

/** What the part's value is for these inputs. */
export function run(part: ModelPart, inputs: Feeds): ReferenceTensor {
  part.graph.output("value", part.value)
  return evaluate(part.graph, { ...part.feeds, ...inputs })["value"]!
}

/** Declares the value and, for a random direction of it, the gradient of each trained parameter as outputs; tells which there are. */
export function declareOutputs({ graph, value, parameters }: ModelPart): ReadonlyMap<string, Value | undefined> {
  const draws = randomStream(7)
  const direction = graph.constant(Array.from({ length: value.shape.at(-1) as number }, () => draws.normal()))
  const trained = parameters.filter(({ trainable }) => trainable)
  const sources = trained.map(({ name }) => graph.inputs.find((given) => given.name === name)!)
  const gradients = differentiate(reduceSum(mul(value, direction)), sources)
  graph.output("value", value)
  for (const [i, gradient] of gradients.entries())
    if (gradient !== undefined) graph.output(`gradient of ${trained[i]!.name}`, gradient)
  return new Map(trained.map(({ name }, i) => [name, gradients[i]]))
}

/** The gradient of each trained parameter; null where there is none. */
export function parameterGradients(part: ModelPart, inputs: Feeds): ReadonlyMap<string, readonly number[] | null> {
  const gradients = declareOutputs(part)
  const results = evaluate(part.graph, { ...part.feeds, ...inputs })
  const numbers = (name: string): number[] => Array.from(results[`gradient of ${name}`]!.data as Float64Array)
  return new Map(Array.from(gradients, ([name, gradient]) => [name, gradient === undefined ? null : numbers(name)]))
}
