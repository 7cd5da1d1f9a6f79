// Training as the reference evaluator does it, in float64: for tests of training graphs.
import {
  buildTrainingProgram,
  choose,
  ecdSpec,
  fitEncoders,
  optimizers,
  randomKey,
  randomStream,
  sizeOf,
  type EcdConfig,
  type EcdSpec,
  type TrainingProgram,
  type TrainingSettings,
} from "../../packages/core/src/index.ts"
import { evaluate, toReference } from "../../packages/core/src/ops/evaluate.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import type { PreparedDataset } from "../../packages/engine/src/data/prepared-dataset.ts"
import { float32, int32, type Feeds } from "./model-part.ts"

/** The network of a config. */
export function networkOf(config: EcdConfig, { features, layout, splits }: PreparedDataset): EcdSpec {
  return ecdSpec(config.combiner, features, fitEncoders(features, layout, splits.training))
}

/** The settings of training as the config has them, where a test says nothing else. */
export const trainingSettings = (config: EcdConfig, settings: Partial<TrainingSettings> = {}): TrainingSettings => ({
  optimizer: choose(optimizers, config.trainer.optimizer),
  regularization: { type: config.trainer.regularization_type, lambda: config.trainer.regularization_lambda },
  clipping: { clipglobalnorm: null, clipnorm: null, clipvalue: null },
  accumulation: 1,
  frozen: null,
  averaging: null,
  ...settings,
})

export interface ReferenceRun {
  readonly program: TrainingProgram
  /** Loss a step. */
  readonly losses: readonly number[]
  /** The tensors of the model after the last step, as they are trained. */
  readonly weights: ReadonlyMap<string, readonly number[]>
  /** The same as they are kept: averages, where there are any. */
  readonly model: ReadonlyMap<string, readonly number[]>
  readonly outputs: Readonly<Record<string, ReferenceTensor>>
}

export interface ReferenceOptions {
  readonly settings?: Partial<TrainingSettings>
  /** The rows of each batch: [step][row], or with accumulation [step · accumulation + batch][row]. */
  readonly batches: readonly (readonly number[])[]
  readonly learningRate?: number
  /** Changes the network that the config describes. */
  readonly spec?: (spec: EcdSpec) => EcdSpec
  /** First values by name, in place of those drawn. */
  readonly initial?: ReadonlyMap<string, readonly number[]>
}

const poolRows = 64
const seed = 1

export function trainByReference(config: EcdConfig, dataset: PreparedDataset, options: ReferenceOptions): ReferenceRun {
  const settings = trainingSettings(config, options.settings)
  const spec = networkOf(config, dataset)
  const program = buildTrainingProgram(options.spec?.(spec) ?? spec, dataset.layout, settings)
  const first = firstVariables(program, options.initial)
  const results = evaluate(program.graph, feedsOf(program, dataset, { ...options, settings, first }))
  const last = new Map(
    program.variables.map(({ name, changes }) => [
      name,
      numbers(changes ? results[`next.${name}`]! : first.get(name)!),
    ]),
  )
  const taken = (places: TrainingProgram["model"]): ReadonlyMap<string, readonly number[]> =>
    new Map(
      Array.from(places, ([name, { variable, offset, shape }]) => [
        name,
        last.get(variable)!.slice(offset, offset + sizeOf(shape)),
      ]),
    )
  return {
    program,
    losses: numbers(results["loss"]!),
    weights: taken(program.trained),
    model: taken(program.model),
    outputs: results,
  }
}

export const numbers = ({ data }: ReferenceTensor): readonly number[] => Array.from(data, Number)

function feedsOf(
  program: TrainingProgram,
  { splits }: PreparedDataset,
  options: ReferenceOptions & {
    readonly settings: TrainingSettings
    readonly first: ReadonlyMap<string, ReferenceTensor>
  },
): Feeds {
  const { batches, learningRate = 0.1, settings } = options
  const { accumulation } = settings
  const steps = batches.length / accumulation
  const perStep = accumulation === 1 ? [steps] : [steps, accumulation]
  const feeds: Feeds = { rows: int32([...perStep, batches[0]!.length], batches.flat()) }
  for (const name of program.tables) feeds[name] = toReference(splits.training.tables[name]!)
  for (const [name, value] of options.first) feeds[name] = value
  for (const name of program.scalars) {
    const series = Array.from({ length: steps }, (_, step) => program.scalarsAt(step + 1, learningRate)[name]!)
    feeds[`scalar.${name}`] = float32([steps], series)
  }
  for (const { name, shape, rate } of program.randomSources) {
    const random = randomStream(randomKey(9, name))
    const pool = Array.from({ length: poolRows * sizeOf(shape) }, () => (random.uniform() < rate ? 0 : 1 / (1 - rate)))
    feeds[`pool.${name}`] = float32([poolRows, ...shape], pool)
    const offsets = Float64Array.from(batches, (batch) => random.below(poolRows - batch.length))
    feeds[`offset.${name}`] = { dtype: "int64", shape: [...perStep, 1], data: offsets }
  }
  return feeds
}

/** Every variable's first value: drawn, but for the tensors of the model that are given. */
function firstVariables(
  program: TrainingProgram,
  given: ReferenceOptions["initial"] = new Map(),
): ReadonlyMap<string, ReferenceTensor> {
  const first = new Map(
    program.variables.map(({ name, shape, initial }) => [name, float32(shape, initial(seed))] as const),
  )
  for (const [name, values] of given) {
    const { variable, offset } = program.trained.get(name)!
    const data = first.get(variable)!.data as Float64Array // as `float32` makes it
    data.set(values, offset)
  }
  return first
}
