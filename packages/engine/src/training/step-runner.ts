// Runs training steps: feeds the graph of K steps and keeps its state in two sets of tensors that change roles.
import { encodeModel, sizeOf, type Place, type Tensor, type TrainingProgram } from "@fidelio/core"
import { DoubleBuffer } from "../runtime/double-buffer.ts"
import { createSession, type Binding, type SessionSettings } from "../runtime/session.ts"
import { createPools, type RandomPools } from "./randomness.ts"
import type { Plan } from "./plan.ts"

export interface StepRunnerOptions {
  readonly program: TrainingProgram
  readonly tables: Readonly<Record<string, Tensor>>
  readonly variables: ReadonlyMap<string, Tensor>
  readonly plan: Plan
  readonly seed: number
  readonly session: SessionSettings
}

/** The rows and learning rates of some steps, all with batches of one size. */
export interface Steps {
  /** Steps done before these. */
  readonly firstStep: number
  /** One a step. */
  readonly learningRates: readonly number[]
  /** [steps, …accumulation, batch] */
  readonly rows: Int32Array
  readonly batchSize: number
}

export interface StepResults {
  /** One a step. */
  readonly losses: Float32Array
  /** `logits.<feature>`: [steps, …accumulation, batch, …] */
  readonly outputs: Readonly<Record<string, Tensor>>
}

export interface StepRunner extends AsyncDisposable {
  run(steps: Steps): Promise<StepResults>
  /** The variables' values after the last run; the tensors are written to again by later runs. */
  current(): ReadonlyMap<string, Tensor>
  /** Of these, the model's: what evaluation takes. */
  model(): ReadonlyMap<string, Tensor>
}

export async function createStepRunner(options: StepRunnerOptions): Promise<StepRunner> {
  const { program, plan } = options
  const session = await createSession(encodeModel(program.graph), options.session)
  const changing = program.variables.filter(({ changes }) => changes)
  const buffer = new DoubleBuffer(new Map(changing.map(({ name }) => [name, options.variables.get(name)!]))) // one tensor a variable
  const fixed = program.variables
    .filter(({ changes }) => !changes)
    .map(({ name }) => [name, options.variables.get(name)!] as const)
  const pools = createPools(program.randomSources, options.seed, plan)
  const binding = buffer.bind(
    session,
    { input: (name) => name, output: (name) => `next.${name}` },
    { feeds: { ...options.tables, ...pools.tensors, ...Object.fromEntries(fixed) } },
  )
  const current = (): ReadonlyMap<string, Tensor> => new Map([...buffer.current, ...fixed])
  return {
    run: (steps) => runSteps(options, { binding, pools }, steps),
    current,
    model: () => modelOf(program, current()),
    [Symbol.asyncDispose]: () => session.release(),
  }
}

async function runSteps(
  options: StepRunnerOptions,
  { binding, pools }: { readonly binding: Binding; readonly pools: RandomPools },
  steps: Steps,
): Promise<StepResults> {
  const { program, plan } = options
  const count = steps.learningRates.length
  const shape = plan.accumulation === 1 ? [count, steps.batchSize] : [count, plan.accumulation, steps.batchSize]
  const results = await binding.run(
    {
      rows: { dtype: "int32", shape, data: steps.rows },
      ...scalarFeeds(options, steps),
      ...pools.offsets(steps.firstStep, count),
    },
    Object.fromEntries(program.outputs.map((name) => [name, undefined])),
  )
  const { loss, ...outputs } = Object.fromEntries(program.outputs.map((name) => [name, results[name]!])) // all were asked for
  return { losses: loss!.data as Float32Array, outputs } // the graph's first output, float32
}

function scalarFeeds({ program }: StepRunnerOptions, { firstStep, learningRates }: Steps): Record<string, Tensor> {
  const series = new Map(program.scalars.map((name) => [name, new Float32Array(learningRates.length)]))
  for (const [i, learningRate] of learningRates.entries()) {
    const numbers = program.scalarsAt(firstStep + i + 1, learningRate)
    for (const [name, data] of series) data[i] = numbers[name]! // the program was built from these names
  }
  return Object.fromEntries(
    Array.from(series, ([name, data]) => [`scalar.${name}`, { dtype: "float32", shape: [data.length], data }] as const),
  )
}

/** The model's tensors among all variables: the averages in place of the parameters, where there are any. Views, not copies. */
export const modelOf = (program: TrainingProgram, all: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> =>
  new Map(Array.from(program.model, ([name, place]) => [name, viewOf(all, place)]))

/** A tensor that lies within a variable. */
export function viewOf(all: ReadonlyMap<string, Tensor>, { variable, offset, shape }: Place): Tensor<"float32"> {
  const data = all.get(variable)!.data as Float32Array // every variable is float32
  return { dtype: "float32", shape, data: data.subarray(offset, offset + sizeOf(shape)) }
}

/** Every variable's first value. */
export const initialVariables = (program: TrainingProgram, seed: number): Map<string, Tensor> =>
  new Map(program.variables.map(({ name, shape, initial }) => [name, { dtype: "float32", shape, data: initial(seed) }]))
