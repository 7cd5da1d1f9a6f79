// A small model trained by gradient descent, forward, backward and update written out by hand: for tests of the runtime alone.
import { builders, encodeModel, Graph, randomStream, tensor, type Tensor, type Value } from "@fidelio/core"
import { DoubleBuffer } from "../../packages/engine/src/runtime/double-buffer.ts"
import { createSession, type SessionSettings } from "../../packages/engine/src/runtime/session.ts"

const rows = 96
const batch = 16
const sizes = { inputs: 5, hidden: 32 }

const shapes = { w1: [sizes.inputs, sizes.hidden], b1: [sizes.hidden], w2: [sizes.hidden, 1] } as const

/** K steps a run: inputs `w1 b1 w2`, the table `x y` and `batches` int32 [K, batch]; outputs `next.…` and `loss` [K]. */
export function trainingExampleModel(): Uint8Array {
  const graph = new Graph("training_example")
  const x = graph.input("x", "float32", [rows, sizes.inputs])
  const y = graph.input("y", "float32", [rows, 1])
  const batches = graph.input("batches", "int32", ["steps", batch])
  const states = Object.entries(shapes).map(([name, shape]) => graph.input(name, "float32", shape))
  const result = builders.scan({
    states,
    scans: [batches],
    body: (parameters, [positions]) => step(parameters, builders.gather(x, positions!), builders.gather(y, positions!)), // one scan
  })
  for (const [i, name] of Object.keys(shapes).entries()) graph.output(`next.${name}`, result.states[i]!) // as many as shapes
  graph.output("loss", result.outputs[0]!) // one
  return encodeModel(graph)
}

function step(parameters: readonly Value[], x: Value, y: Value): { states: Value[]; outputs: Value[] } {
  const [w1, b1, w2] = parameters as readonly [Value, Value, Value] // as the shapes
  const hidden = builders.tanh(builders.gemm(x, w1, b1))
  const error = builders.sub(builders.matmul(hidden, w2), y)
  const loss = builders.reduceMean(builders.mul(error, error))
  const dError = builders.mul(error, 2 / batch)
  const dHidden = builders.mul(
    builders.gemm(dError, w2, undefined, { transB: true }),
    builders.sub(1, builders.mul(hidden, hidden)),
  )
  const gradients = [
    builders.gemm(x, dHidden, undefined, { transA: true }),
    builders.reduceSum(dHidden, { axes: [0] }),
    builders.gemm(hidden, dError, undefined, { transA: true }),
  ]
  return {
    states: parameters.map((parameter, i) => builders.sub(parameter, builders.mul(gradients[i]!, 0.1))),
    outputs: [loss],
  } // as many
}

const normals = (key: number, shape: readonly number[], scale: number): Tensor => {
  const random = randomStream(key)
  const size = shape.reduce((product, length) => product * length, 1)
  return tensor(
    "float32",
    shape,
    Float32Array.from({ length: size }, () => random.normal() * scale),
  )
}

/** Tables to learn from and the first parameters; the same each time. */
export function trainingExampleTensors(): {
  readonly tables: Record<string, Tensor>
  readonly parameters: Map<string, Tensor>
} {
  const x = normals(1, [rows, sizes.inputs], 1)
  const y = Float32Array.from({ length: rows }, (_, i) => Math.sin(Number(x.data[i * sizes.inputs])))
  const parameters = Object.entries(shapes).map(([name, shape], i): [string, Tensor] => [
    name,
    normals(i + 2, shape, 0.3),
  ])
  return { tables: { x, y: tensor("float32", [rows, 1], y) }, parameters: new Map(parameters) }
}

/** The batches of some steps. */
export function trainingExampleBatches(firstStep: number, count: number): Tensor {
  const random = Array.from({ length: count }, (_, i) => randomStream(1000 + firstStep + i))
  const positions = Int32Array.from(random.flatMap((stream) => Array.from({ length: batch }, () => stream.below(rows))))
  return tensor("int32", [count, batch], positions)
}

export interface TrainingExampleResult {
  readonly losses: readonly number[]
  readonly parameters: Readonly<Record<string, readonly number[]>>
}

/** Trains for some steps, so many a run. */
export async function runTrainingExample(
  settings: SessionSettings,
  { steps = 40, stepsPerRun = 10 }: { readonly steps?: number; readonly stepsPerRun?: number } = {},
): Promise<TrainingExampleResult> {
  await using session = await createSession(trainingExampleModel(), settings)
  const { tables, parameters } = trainingExampleTensors()
  const buffer = new DoubleBuffer(parameters)
  const binding = buffer.bind(session, { input: (name) => name, output: (name) => `next.${name}` }, { feeds: tables })
  const losses: number[] = []
  for (let done = 0; done < steps; done += stepsPerRun) {
    const { loss } = await binding.run({ batches: trainingExampleBatches(done, stepsPerRun) }, { loss: undefined })
    losses.push(...Array.from(loss!.data, Number)) // asked for
  }
  return {
    losses,
    parameters: Object.fromEntries(Array.from(buffer.current, ([name, { data }]) => [name, Array.from(data, Number)])),
  }
}
