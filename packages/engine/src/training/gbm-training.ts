// Training boosted trees: round after round, with an evaluation and a checkpoint every so many.
import { availableParallelism } from "node:os"
import { setImmediate as turn } from "node:timers/promises"
import {
  modelOutputs,
  tensorsOfTrees,
  treesOf,
  type GbmConfig,
  type ModelOutput,
  type Tensor,
  type TreeModel,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { createLogitsReporter, type LogitsReporter } from "../evaluation/logits-reporter.ts"
import { startTreeThreads, type KernelThreads } from "../trees/tree-threads.ts"
import { createBoosters, type Boosters } from "./boosters.ts"
import type { SplitMetrics, TrainEnd } from "./callbacks.ts"
import { resolveGbm, type ResolvedGbmConfig } from "./gbm-auto.ts"
import type { LoopResult } from "./loop.ts"
import type { Preparation, PrepareTrainingOptions, RunOptions } from "./preparation.ts"
import {
  describeEvaluation,
  evaluationsWithoutImprovement,
  noProgress,
  withEvaluation,
  type TrainingProgress,
  type ValidationTarget,
} from "./progress.ts"
import { validationTarget } from "./validation-target.ts"

/** Tables with fewer values gain nothing from a second thread. */
const valuesPerThread = 500_000
/** How often the event loop gets a turn, and callbacks hear of rounds. */
const millisecondsPerTurn = 100

export function prepareGbm(given: GbmConfig, dataset: PreparedDataset, { seed }: PrepareTrainingOptions): Preparation {
  const config = resolveGbm(given)
  const interval = config.trainer.boosting_rounds_per_checkpoint
  return {
    config,
    dataset,
    fittedEncoders: {},
    plan: { stepsPerEpoch: interval, stepsPerEvaluation: interval },
    seed,
    mismatch: (variables) => mismatch(dataset, variables),
    run: (options) => boost({ config, dataset, seed, options }),
  }
}

/** A checkpoint belongs to the outputs of one config. */
function mismatch({ features }: PreparedDataset, variables: ReadonlyMap<string, Tensor>): string | undefined {
  const name = modelOutputs(features)
    .map(({ feature }) => `${feature.name}/scores/training`)
    .find((each) => !variables.has(each))
  return name
}

interface Boosting {
  readonly config: ResolvedGbmConfig
  readonly dataset: PreparedDataset
  readonly seed: number
  readonly options: RunOptions
}

async function boost(boosting: Boosting): Promise<LoopResult> {
  const { config, dataset, seed, options } = boosting
  const outputs = modelOutputs(dataset.features)
  const threads = threadsOf(boosting)
  await using reporter = await createLogitsReporter(outputs, dataset.layout)
  try {
    announce(boosting, outputs)
    const boosters = createBoosters({ config, dataset, outputs, seed, threads, variables: options.resume?.variables })
    const target = validationTarget({ outputs }, config.trainer, dataset.splits.validation !== undefined)
    return await new Run({ ...boosting, boosters, reporter, target }).toTheEnd()
  } finally {
    await threads?.close()
  }
}

function threadsOf({ config, dataset }: Boosting): KernelThreads | undefined {
  const values = dataset.splits.training.size * dataset.features.length
  const count = config.backend.threads ?? Math.min(availableParallelism(), Math.ceil(values / valuesPerThread))
  return count > 1 ? startTreeThreads(count) : undefined
}

function announce({ config, dataset, options }: Boosting, outputs: readonly ModelOutput[]): void {
  const { trainer } = config
  options.callbacks.onModelBuilt?.({
    layers: outputs.map(({ feature, loss }) => ({
      name: `output_features.${feature.name}`,
      description: `${trainer.boosting_type}, up to ${trainer.num_leaves} leaves, ${loss.component.type}`,
      parameters: 0,
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
  #best: ReadonlyMap<string, TreeModel> | undefined

  constructor(parts: RunParts) {
    this.#parts = parts
    this.#progress = parts.options.resume?.progress ?? noProgress
    this.#firstRound = this.#progress.step
    const best = parts.options.resume?.best
    const names = modelOutputs(parts.dataset.features).map(({ feature }) => feature.name)
    this.#best = best && new Map(names.map((name) => [name, treesOf(name, best)]))
  }

  async toTheEnd(): Promise<LoopResult> {
    const { config, boosters, options } = this.#parts
    const {
      num_boost_round: rounds,
      boosting_rounds_per_checkpoint: interval,
      skip_all_evaluation: skips,
    } = config.trainer
    let lastTurn = performance.now()
    if (this.#isLate()) return this.#end("early_stop")
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
        const stop = skips ? undefined : await this.#evaluate()
        if (stop !== undefined) return this.#end(stop)
      }
      if (options.signal?.aborted === true) {
        await this.#checkpoint(false)
        return this.#end("interrupted")
      }
    }
    return this.#end("epochs")
  }

  #isLate(): boolean {
    const { early_stop: patience } = this.#parts.config.trainer
    return patience >= 0 && evaluationsWithoutImprovement(this.#progress) >= Math.max(1, patience)
  }

  async #evaluate(): Promise<TrainEnd["reason"] | undefined> {
    const { config, target, options, boosters } = this.#parts
    const epoch = Math.ceil(boosters.rounds / config.trainer.boosting_rounds_per_checkpoint)
    options.callbacks.onEvaluationStart?.({ epoch, step: boosters.rounds })
    const began = performance.now()
    const metrics = await this.#metrics()
    const learningRate = config.trainer.learning_rate
    this.#progress = withEvaluation(this.#progress, { step: boosters.rounds, epoch, learningRate, metrics }, target)
    const event = describeEvaluation(this.#progress, target, {
      earlyStop: config.trainer.early_stop,
      seconds: (performance.now() - began) / 1000,
    })
    const asked = options.callbacks.onEvaluationEnd?.(event)
    if (event.improved) this.#best = boosters.models()
    await this.#checkpoint(event.improved)
    if (asked === "stop") return "callback"
    return this.#isLate() ? "early_stop" : undefined
  }

  async #metrics(): Promise<{ training: SplitMetrics; validation?: SplitMetrics; test?: SplitMetrics }> {
    const { dataset, reporter, boosters } = this.#parts
    const { training, validation, test } = dataset.splits
    return {
      training: (await reporter.report(training, boosters.logits("training"))).metrics(),
      ...(validation === undefined || validation.size === 0
        ? {}
        : { validation: (await reporter.report(validation, boosters.logits("validation"))).metrics() }),
      ...(test === undefined || test.size === 0
        ? {}
        : { test: (await reporter.report(test, boosters.logits("test"))).metrics() }),
    }
  }

  async #checkpoint(best: boolean): Promise<void> {
    const { options, boosters } = this.#parts
    await options.checkpoints.write({ progress: this.#progress, variables: boosters.state(), best })
  }

  #report(): void {
    const { config, options, boosters } = this.#parts
    const { num_boost_round: rounds, boosting_rounds_per_checkpoint: interval, learning_rate } = config.trainer
    const seconds = (performance.now() - this.#began) / 1000
    const speed = (boosters.rounds - this.#firstRound) / seconds
    const done = (boosters.rounds - 1) % interval
    options.callbacks.onStepsDone?.({
      epoch: Math.ceil(boosters.rounds / interval),
      step: boosters.rounds,
      totalSteps: rounds,
      epochStep: done + 1,
      stepsPerEpoch: interval,
      loss: this.#progress.evaluations.at(-1)?.metrics.training["combined"]?.["loss"] ?? NaN,
      learningRate: learning_rate,
      stepsPerSecond: speed,
      secondsLeft: (rounds - boosters.rounds) / speed,
    })
  }

  #end(reason: TrainEnd["reason"]): LoopResult {
    const models = this.#best ?? this.#parts.boosters.models()
    const tensors = Array.from(models).flatMap(([name, model]) => [...tensorsOfTrees(name, model)])
    return { progress: this.#progress, reason, best: new Map(tensors) }
  }
}
