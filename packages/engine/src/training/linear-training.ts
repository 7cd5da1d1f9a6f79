// Training linear models: one fit an output, then an evaluation.
import {
  encodedColumn,
  exampleWeights,
  linearDetails,
  linearModelSpec,
  modelOutputs,
  sampleWeights,
  tensorsOfLinear,
  timesWeights,
  type Json,
  type LinearConfig,
  type LinearFamily,
  type LinearModel,
  type ModelOutput,
  type Tensor,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { createEvaluator } from "../evaluation/evaluator.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import type { ModelBuilt } from "./callbacks.ts"
import { evaluateAndKeep, evaluateSplits } from "./evaluate-and-keep.ts"
import { learnerColumns } from "./learner-columns.ts"
import { fitJob } from "./linear-fit.ts"
import type { LoopResult } from "./loop.ts"
import type { Preparation, PrepareTrainingOptions, RunOptions } from "./preparation.ts"
import { noProgress, reportedLoss } from "./progress.ts"
import { validationTarget } from "./validation-target.ts"

const evaluationRows = 4096

export function prepareLinear(
  config: LinearConfig,
  dataset: PreparedDataset,
  { seed }: PrepareTrainingOptions,
): Preparation {
  return {
    config,
    dataset,
    fittedEncoders: {},
    plan: { stepsPerEpoch: 1, stepsPerEvaluation: 1 },
    seed,
    mismatch: (variables) => variables.keys().next().value, // a fit leaves no checkpoint: this is one of another model
    run: (options) => fitAll(config, dataset, options),
  }
}

async function fitAll(config: LinearConfig, dataset: PreparedDataset, options: RunOptions): Promise<LoopResult> {
  const { callbacks } = options
  const { features } = dataset
  const outputs = modelOutputs(features)
  callbacks.onTrainStart?.({
    progression: "fit",
    epochs: 1,
    totalSteps: 1,
    stepsPerEpoch: 1,
    batchSize: dataset.splits.training.size,
    learningRate: 0,
    resumedAtStep: 0,
    outputDirectory: options.outputDirectory,
  })
  if (options.weights !== undefined)
    callbacks.onNotice?.({
      message: "A linear model is fitted anew: what it begins with does not change where it ends.",
    })
  callbacks.onEpochStart?.({ epoch: 1 })
  const models = new Map<string, LinearModel>()
  for (const output of outputs) models.set(output.feature.name, await fitOutput(output, { config, dataset, options }))
  callbacks.onModelBuilt?.(describeFits(models))
  callbacks.onEpochEnd?.({ epoch: 1 })
  const tensors = new Map(Array.from(models).flatMap(([name, model]) => [...tensorsOfLinear(name, model)]))
  return await evaluateOnce({ config, dataset, options }, { outputs, models, tensors })
}

interface Fitting {
  readonly config: LinearConfig
  readonly dataset: PreparedDataset
  readonly options: RunOptions
}

async function fitOutput(output: ModelOutput, { config, dataset, options }: Fitting): Promise<LinearModel> {
  const { features, layout, splits } = dataset
  const targets = encodedColumn(layout, splits.training, output.feature)
  const classes = output.type.logitsSize(output.feature)
  const ofClasses = exampleWeights(output.feature, targets, classes)
  const weights = timesWeights(ofClasses, sampleWeights(layout, splits.training))
  const { validation_field: _, validation_metric: __, ...settings } = config.trainer
  const columns = learnerColumns(features, layout, splits.training)
  const fit = { family: familyOf(output, config), classes, settings, ...(weights && { weights }) }
  const { signal } = options
  const model = await fitJob({ columns, rows: splits.training.size, targets, options: fit }, { signal })
  if (!model.fit.converged)
    options.callbacks.onNotice?.({
      message: `The coefficients of ${output.feature.name} had not converged after ${model.fit.iterations} iterations.`,
    })
  return model
}

function familyOf({ type }: ModelOutput, { trainer }: LinearConfig): LinearFamily {
  switch (type.predicts) {
    case "number":
      return trainer.family
    case "truth":
      return "binary"
    case "class":
      return "multiclass"
  }
}

const describeFits = (models: ReadonlyMap<string, LinearModel>): ModelBuilt => {
  const layers = Array.from(models, ([name, { family, fit, coefficients, intercepts }]) => ({
    name: `output_features.${name}`,
    description: `${family}, ${fit.solver} in ${fit.iterations} iterations`,
    parameters: coefficients.reduce((sum, row) => sum + row.length, intercepts.length),
  }))
  return { layers, parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0), device: "cpu" }
}

interface Fitted {
  readonly outputs: readonly ModelOutput[]
  readonly models: ReadonlyMap<string, LinearModel>
  readonly tensors: ReadonlyMap<string, Tensor>
}

async function evaluateOnce(
  { config, dataset, options }: Fitting,
  { outputs, models, tensors }: Fitted,
): Promise<LoopResult> {
  const { layout, splits, features } = dataset
  await using evaluator = await createEvaluator({
    spec: linearModelSpec({ features, outputs, models }),
    layout,
    batchSize: evaluationRows,
    session: sessionSettings(config.backend),
  })
  const { progress } = await evaluateAndKeep(
    { ...noProgress, step: 1 },
    {
      epoch: 1,
      learningRate: 0,
      target: validationTarget({ outputs }, config.trainer, (splits.validation?.size ?? 0) > 0),
      earlyStop: -1,
      callbacks: options.callbacks,
      lossOf: reportedLoss,
      evaluate: () => evaluateSplits(splits, async (split) => (await evaluator.evaluate(split, tensors)).metrics()),
      keep: () => undefined, // a fit leaves no checkpoint
    },
  )
  const details = Array.from(models, ([name, model]) => [name, linearDetails(model) as unknown as Json] as const) // plain data
  return { progress, reason: "epochs", best: tensors, details: Object.fromEntries(details) }
}
