// Training networks: the network, its graph of steps, the loop.
import {
  buildTrainingProgram,
  choose,
  ecdModel,
  ecdSpec,
  FidelioError,
  fitEncoders,
  networkVariables,
  optimizers,
  sameShape,
  type EcdConfig,
  type EcdSpec,
  type Tensor,
  type TrainingProgram,
  type VariableList,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepare.ts"
import { createEvaluator } from "../evaluation/evaluator.ts"
import { createRunningReport } from "../evaluation/running-report.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import type { SessionSettings } from "../runtime/session.ts"
import { resolveAuto, type ResolvedConfig } from "./auto.ts"
import { createBatchOrder } from "./batch-order.ts"
import { learningRateSettings } from "./learning-rate.ts"
import { runLoop, type LoopResult } from "./loop.ts"
import { describeModel } from "./model-summary.ts"
import type { Plan } from "./plan.ts"
import type { Preparation, PrepareTrainingOptions, RunOptions } from "./preparation.ts"
import { noProgress, type ValidationTarget } from "./progress.ts"
import { createStepRunner, initialVariables, modelOf, viewOf } from "./step-runner.ts"
import { validationTarget } from "./validation-target.ts"

const evaluationRows = 4096

/** A network ready to be trained on a prepared dataset. */
export interface EcdPreparation extends Preparation {
  readonly config: ResolvedConfig
  readonly spec: EcdSpec
  readonly variables: VariableList
  readonly program: TrainingProgram
  readonly plan: Plan
  readonly target: ValidationTarget
  readonly session: SessionSettings
}

/** Builds the network and plans the run. */
export function prepareEcd(
  given: EcdConfig,
  dataset: PreparedDataset,
  { seed, fittedEncoders: known }: PrepareTrainingOptions,
): EcdPreparation {
  const { features, layout, splits } = dataset
  const { config, plan } = resolveAuto(given, splits.training.size)
  const { trainer } = config
  const fittedEncoders = { ...fitEncoders(features, layout, splits.training), ...known }
  const spec = ecdSpec(config.combiner, features, fittedEncoders)
  const frozen = trainer.layers_to_freeze_regex === null ? null : new RegExp(trainer.layers_to_freeze_regex)
  const program = buildTrainingProgram(spec, layout, {
    optimizer: choose(optimizers, trainer.optimizer),
    regularization: { type: trainer.regularization_type, lambda: trainer.regularization_lambda },
    clipping: trainer.gradient_clipping,
    accumulation: plan.accumulation,
    frozen,
    averaging: trainer.weight_averaging,
  })
  const preparation: EcdPreparation = {
    config,
    dataset,
    fittedEncoders,
    spec,
    variables: networkVariables(spec, frozen),
    program,
    plan,
    target: validationTarget(spec, trainer, splits.validation !== undefined),
    session: sessionSettings(config.backend, multiplyAdds(program, plan)),
    seed,
    mismatch: (variables) => mismatch(program, variables),
    run: (options) => trainNetwork(preparation, options),
  }
  return preparation
}

/** A checkpoint belongs to one network: the same tensors of the same shapes. */
function mismatch(program: TrainingProgram, variables: ReadonlyMap<string, Tensor>): string | undefined {
  const differing = program.variables.find(({ name, shape }) => {
    const tensor = variables.get(name)
    return tensor === undefined || !sameShape(tensor.shape, shape)
  })
  if (differing !== undefined) return differing.name
  return Array.from(variables.keys()).find((each) => program.variables.every(({ name }) => name !== each))
}

/** Forward and backward, each parameter is multiplied about three times an example (and a member). */
const multiplyAdds = (program: TrainingProgram, plan: Plan): number =>
  3 * plan.batchSize * Math.max(1, program.members) * program.parameterCount

/** Trains to the end, to early stopping or to an interruption. */
export async function trainNetwork(preparation: EcdPreparation, options: RunOptions): Promise<LoopResult> {
  const { config, dataset, spec, program, plan, seed, session } = preparation
  const { layout, splits } = dataset
  const { trainer } = config
  const model = ecdModel(spec, preparation.variables)
  const resume = options.resume
  announce(preparation, options)
  const variables = resume?.variables ?? firstVariables(preparation, options.weights)
  await using runner = await createStepRunner({
    program,
    tables: splits.training.tables,
    variables,
    plan,
    seed,
    session,
  })
  const batchSize = typeof trainer.eval_batch_size === "number" ? trainer.eval_batch_size : evaluationRows
  await using evaluator = await createEvaluator({ spec: model, layout, batchSize, session })
  await using running = await createRunningReport({ spec, layout, session }, splits.training, program.members)
  if (resume?.running !== undefined) running.restore(resume.running)
  return await runLoop(
    {
      plan,
      settings: {
        earlyStop: trainer.early_stop,
        evaluateTrainingSet: trainer.evaluate_training_set,
        skipEvaluation: trainer.skip_all_evaluation,
        ...learningRateSettings(trainer, plan, preparation),
      },
      splits,
      runner,
      evaluator,
      running,
      order: createBatchOrder(splits.training.size, { seed, shuffle: trainer.should_shuffle }),
      target: preparation.target,
      checkpoints: options.checkpoints,
      callbacks: options.callbacks,
      signal: options.signal,
      stepsPerRun: options.stepsPerRun,
    },
    resume?.progress ?? noProgress,
    resume?.best === undefined ? undefined : modelOf(program, resume.best),
  )
}

/** Every variable's first value, with the weights given in place of the parameters' own. */
function firstVariables(
  { program, seed }: EcdPreparation,
  weights: RunOptions["weights"] = new Map(),
): ReadonlyMap<string, Tensor> {
  const variables = initialVariables(program, seed)
  for (const [name, place] of program.trained) {
    const given = weights.get(name)
    if (given === undefined) continue
    const own = viewOf(variables, place)
    if (!sameShape(given.shape, own.shape)) throw notFitting(name, given, own)
    own.data.set(given.data as Float32Array) // weights are float32
  }
  return variables
}

const notFitting = (name: string, given: Tensor, variable: Tensor): FidelioError =>
  new FidelioError(
    "training/initial-model",
    `The model to start from has [${given.shape.join(", ")}] as ${name}; this config makes it [${variable.shape.join(", ")}].`,
    { at: name, hint: "Train with the config of that model, or start from none." },
  )

function announce({ spec, variables, plan, config, session }: EcdPreparation, options: RunOptions): void {
  options.callbacks.onModelBuilt?.(describeModel(spec, variables, session.device))
  options.callbacks.onTrainStart?.({
    progression: "epochs",
    epochs: plan.epochs,
    totalSteps: plan.totalSteps,
    stepsPerEpoch: plan.stepsPerEpoch,
    batchSize: plan.batchSize,
    learningRate: config.trainer.learning_rate,
    resumedAtStep: options.resume?.progress.step ?? 0,
    outputDirectory: options.outputDirectory,
  })
}
