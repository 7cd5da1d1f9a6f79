// Training through the product's own loop on small datasets made of random numbers.
import type { Config, Tensor } from "../../packages/core/src/index.ts"
import type { PreparedDataset } from "../../packages/engine/src/data/prepared-dataset.ts"
import type { TrainingCallbacks } from "../../packages/engine/src/training/callbacks.ts"
import type { LoopResult, RunState } from "../../packages/engine/src/training/loop.ts"
import { prepareEcd, trainNetwork, type EcdPreparation } from "../../packages/engine/src/training/ecd-training.ts"
import type { ResumePoint } from "../../packages/engine/src/training/preparation.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "./synthetic.ts"

export interface TrainingRun {
  /** What is added to the synthetic config. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly dataset?: PreparedDataset
  readonly seed?: number
  readonly threads?: number
  readonly stepsPerRun?: number
  readonly callbacks?: TrainingCallbacks
  readonly signal?: AbortSignal
  readonly resume?: ResumePoint
  readonly weights?: ReadonlyMap<string, Tensor>
}

export interface TrainingOutcome {
  readonly result: LoopResult
  readonly preparation: EcdPreparation
  /** Every checkpoint, in order. */
  readonly checkpoints: readonly RunState[]
}

export const splitSizes = { training: 100, validation: 30, test: 20 }

export const smallDataset = (config: Config, sizes = splitSizes): PreparedDataset =>
  syntheticDataset(config, syntheticColumns(150), sizes)

export async function runSmallTraining(run: TrainingRun = {}): Promise<TrainingOutcome> {
  const config = syntheticConfig(run.settings)
  const dataset = run.dataset ?? smallDataset(config)
  const preparation = prepareEcd(config, dataset, { seed: run.seed ?? 7 })
  const checkpoints: RunState[] = []
  const result = await trainNetwork(
    { ...preparation, session: { device: "cpu", threads: run.threads ?? 1 } },
    {
      callbacks: run.callbacks ?? {},
      signal: run.signal,
      checkpoints: {
        write(state) {
          checkpoints.push({ ...state, variables: copyOf(state.variables) })
          return Promise.resolve()
        },
      },
      resume: run.resume,
      weights: run.weights,
      outputDirectory: undefined,
      stepsPerRun: run.stepsPerRun,
    },
  )
  return { result, preparation, checkpoints }
}

/** Where a run with these checkpoints is taken up again; as JSON and back, as the files have it. */
export function resumePoint(checkpoints: readonly RunState[]): ResumePoint {
  const latest = checkpoints.at(-1)!
  return {
    progress: JSON.parse(JSON.stringify(latest.progress)) as ResumePoint["progress"],
    variables: copyOf(latest.variables),
    best: checkpoints.findLast(({ best }) => best)?.variables,
    running: latest.running,
  }
}

/** The numbers of tensors, by name. */
export const numbersOf = (tensors: ReadonlyMap<string, Tensor>): Readonly<Record<string, Tensor["data"]>> =>
  Object.fromEntries(Array.from(tensors, ([name, { data }]) => [name, data]))

const copyOf = (tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> =>
  new Map(Array.from(tensors, ([name, tensor]) => [name, { ...tensor, data: (tensor.data as Float32Array).slice() }])) // variables are float32

/** A signal that is aborted once it was asked so often: the loop asks after each run of steps. */
export function abortedAfter(times: number): AbortSignal {
  let asked = 0
  return Object.defineProperty(new AbortController().signal, "aborted", { get: () => ++asked >= times })
}
