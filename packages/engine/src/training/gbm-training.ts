// Training boosted trees: round after round, with an evaluation and a checkpoint every so many.
import { availableParallelism } from "node:os"
import { setImmediate as turn } from "node:timers/promises"
import {
  FidelioError,
  type EncodedSplit,
  type GbmConfig,
  type ModelOutput,
  treeOutputs,
  type Tensor,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { createLogitsReporter, type LogitsReporter } from "../evaluation/logits-reporter.ts"
import { startTreeThreads, type KernelThreads } from "../trees/tree-threads.ts"
import type { SplitName } from "../data/encoded-splits.ts"
import { createBoosters, type Boosters } from "./boosters.ts"
import { identityName, identityTensor, otherRun, runIdentity, weightsOfState } from "./boosting-state.ts"
import type { SplitMetrics, TrainEnd } from "./callbacks.ts"
import { resolveGbm, type ResolvedGbmConfig } from "./gbm-auto.ts"
import type { LoopResult } from "./loop.ts"
import type { Preparation, PrepareTrainingOptions, RunOptions } from "./preparation.ts"
import { evaluateAndKeep, evaluateSplits, isLate } from "./evaluate-and-keep.ts"
import { noProgress, reportedLoss, type TrainingProgress, type ValidationTarget } from "./progress.ts"
import { chooseObjective } from "./tree-objective.ts"
import { validationTarget } from "./validation-target.ts"

/** Tables with fewer values gain nothing from a second thread. */
const valuesPerThread = 500_000
/** How often the event loop gets a turn, and callbacks hear of rounds. */
const millisecondsPerTurn = 100

export function prepareGbm(given: GbmConfig, dataset: PreparedDataset, { seed }: PrepareTrainingOptions): Preparation {
  const config = resolveGbm(given)
  const outputs = treeOutputs(dataset.features, config.trainer)
  const interval = config.trainer.boosting_rounds_per_checkpoint
  const identity = runIdentity(config, dataset, { outputs, seed })
  return {
    config,
    dataset,
    fittedEncoders: {},
    plan: { stepsPerEpoch: interval, stepsPerEvaluation: interval },
    seed,
    mismatch: (variables) => otherRun(variables, identity),
    run: (options) => boost({ config, dataset, outputs, seed, identity, options }),
  }
}

interface Boosting {
  readonly config: ResolvedGbmConfig
  readonly dataset: PreparedDataset
  readonly outputs: readonly ModelOutput[]
  readonly seed: number
  readonly identity: ReturnType<typeof runIdentity>
  readonly options: RunOptions
}

async function boost(boosting: Boosting): Promise<LoopResult> {
  const { config, dataset, outputs, options } = boosting
  const threads = threadsOf(boosting)
  await using reporter = await createLogitsReporter(outputs, dataset.layout)
  try {
    announce(boosting)
    const variables = options.resume?.variables
    using boosters = createBoosters({ ...boosting, threads, variables, weights: options.weights })
    const hasValidation = (dataset.splits.validation?.size ?? 0) > 0
    const target = followed(boosting, validationTarget({ outputs }, config.trainer, hasValidation))
    return await new Run({ ...boosting, boosters, reporter, target }).toTheEnd()
  } finally {
    await threads?.close()
  }
}

/** Of an output whose trees have an objective of their own, that objective is followed in place of the loss. */
function followed({ outputs, config }: Boosting, target: ValidationTarget): ValidationTarget {
  const output = outputs.find(({ feature }) => feature.name === target.field)
  const isOwn = output !== undefined && chooseObjective(output, config.trainer).isOwn
  return isOwn && target.metric === "loss" ? { ...target, metric: "objective" } : target
}

function threadsOf({ config, dataset }: Boosting): KernelThreads | undefined {
  const values = dataset.splits.training.size * dataset.features.length
  const count = config.backend.threads ?? Math.min(availableParallelism(), Math.ceil(values / valuesPerThread))
  return count > 1 ? startTreeThreads(count) : undefined
}

function announce({ config, dataset, outputs, options }: Boosting): void {
  const { trainer } = config
  options.callbacks.onModelBuilt?.({
    layers: outputs.map((output) => ({
      name: `output_features.${output.feature.name}`,
      description: `${trainer.boosting_type}, ${describeObjective(output, trainer)}`,
      parameters: 0,
      trees: trainer.num_boost_round * chooseObjective(output, trainer).objective.scores(classesOf(output)),
      leaves: trainer.num_leaves,
    })),
    parameters: 0,
    device: "cpu",
  })
  options.callbacks.onTrainStart?.({
    progression: "rounds",
    epochs: Math.ceil(trainer.num_boost_round / trainer.boosting_rounds_per_checkpoint),
    totalSteps: trainer.num_boost_round,
    stepsPerEpoch: trainer.boosting_rounds_per_checkpoint,
    batchSize: dataset.splits.training.size,
    learningRate: trainer.learning_rate,
    resumedAtStep: options.resume?.progress.step ?? 0,
    outputDirectory: options.outputDirectory,
  })
}

const classesOf = ({ type, feature }: ModelOutput): number => type.logitsSize(feature)

function describeObjective(output: ModelOutput, trainer: ResolvedGbmConfig["trainer"]): string {
  const { objective, isOwn } = chooseObjective(output, trainer)
  return isOwn || output.type.lossOfRanks !== undefined ? objective.type : output.loss.component.type
}

interface RunParts extends Boosting {
  readonly boosters: Boosters
  readonly reporter: LogitsReporter
  readonly target: ValidationTarget
}

class Run {
  readonly #parts: RunParts
  #progress: TrainingProgress
  readonly #began = performance.now()
  readonly #firstRound: number
  /** Trees of the best evaluation as they were then: dropping trees changes earlier ones. */
  #best: ReadonlyMap<string, Tensor> | undefined

  constructor(parts: RunParts) {
    this.#parts = parts
    this.#progress = parts.options.resume?.progress ?? noProgress
    this.#firstRound = this.#progress.step
    const best = parts.options.resume?.best
    const names = parts.outputs.map(({ feature }) => feature.name)
    this.#best = best && weightsOfState(names, best)
  }

  async toTheEnd(): Promise<LoopResult> {
    const { config, boosters, options } = this.#parts
    const {
      num_boost_round: rounds,
      boosting_rounds_per_checkpoint: interval,
      skip_all_evaluation: skips,
    } = config.trainer
    let lastTurn = performance.now()
    if (isLate(config.trainer.early_stop, this.#progress)) return this.#end("early_stop")
    while (boosters.rounds < rounds) {
      if (boosters.rounds % interval === 0) options.callbacks.onEpochStart?.({ epoch: boosters.rounds / interval + 1 })
      boosters.round()
      this.#progress = { ...this.#progress, step: boosters.rounds }
      const isEnd = boosters.rounds % interval === 0 || boosters.rounds === rounds
      if (isEnd || performance.now() - lastTurn > millisecondsPerTurn) {
        await turn()
        lastTurn = performance.now()
        this.#report()
      }
      if (isEnd) {
        options.callbacks.onEpochEnd?.({ epoch: Math.ceil(boosters.rounds / interval) })
        if (!boosters.isFinite()) return this.#diverged()
        const stop = skips ? await this.#checkpoint(false) : await this.#evaluate()
        if (stop !== undefined) return this.#end(stop)
      }
      if (options.signal?.aborted === true) {
        await this.#checkpoint(false)
        return this.#end("interrupted")
      }
    }
    return this.#end("epochs")
  }

  async #evaluate(): Promise<TrainEnd["reason"] | undefined> {
    const { config, dataset, target, options, boosters } = this.#parts
    const { stop } = await evaluateAndKeep(this.#progress, {
      epoch: Math.ceil(boosters.rounds / config.trainer.boosting_rounds_per_checkpoint),
      learningRate: config.trainer.learning_rate,
      target,
      earlyStop: config.trainer.early_stop,
      callbacks: options.callbacks,
      lossOf: reportedLoss,
      evaluate: () => evaluateSplits(dataset.splits, (split, name) => this.#metricsOf(split, name)),
      keep: async (now, isBest) => {
        this.#progress = now
        if (isBest) this.#best = boosters.weights()
        await this.#checkpoint(isBest)
      },
    })
    return stop
  }

  async #metricsOf(split: EncodedSplit, name: SplitName): Promise<SplitMetrics> {
    const { reporter, boosters } = this.#parts
    const metrics = (await reporter.report(split, boosters.logits(name))).metrics()
    const own = Array.from(boosters.objectives(name), ([output, objective]) => [
      output,
      { ...metrics[output], objective: Number.isFinite(objective) ? objective : null },
    ])
    return { ...metrics, ...(Object.fromEntries(own) as SplitMetrics) } // entries of one type
  }

  /** Always `undefined`: a checkpoint ends nothing. */
  async #checkpoint(best: boolean): Promise<undefined> {
    const { options, boosters, identity } = this.#parts
    const variables = new Map([...boosters.state(), [identityName, identityTensor(identity)]])
    await options.checkpoints.write({ progress: this.#progress, variables, best })
  }

  #report(): void {
    const { config, options, boosters } = this.#parts
    const { num_boost_round: rounds, boosting_rounds_per_checkpoint: interval, learning_rate } = config.trainer
    const seconds = (performance.now() - this.#began) / 1000
    const speed = (boosters.rounds - this.#firstRound) / seconds
    const done = (boosters.rounds - 1) % interval
    const last = this.#progress.evaluations.at(-1)
    options.callbacks.onStepsDone?.({
      epoch: Math.ceil(boosters.rounds / interval),
      step: boosters.rounds,
      totalSteps: rounds,
      epochStep: done + 1,
      stepsPerEpoch: interval,
      loss: (last && reportedLoss(last.metrics.training)) ?? NaN,
      learningRate: learning_rate,
      stepsPerSecond: speed,
      secondsLeft: (rounds - boosters.rounds) / speed,
    })
  }

  #diverged(): LoopResult {
    if (this.#best !== undefined) return this.#end("diverged")
    const message = `A score became NaN or infinite within ${this.#parts.boosters.rounds} rounds, before the first evaluation.`
    throw new FidelioError("training/diverged", message, {
      hint: "Lower trainer.learning_rate, or look for extreme values in the data.",
    })
  }

  #end(reason: TrainEnd["reason"]): LoopResult {
    return { progress: this.#progress, reason, best: this.#best ?? this.#parts.boosters.weights() }
  }
}
