// What a training's process does: brings the table, trains, evaluates, and puts everything into the storage.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import type { Metrics, Objective } from "@fidelio/client"
import { parseConfig } from "@fidelio/core"
import {
  evaluatedPredictions,
  evaluateSplits,
  metricsOf,
  runtimeEnvironment,
  savePredictions,
  saveStatistics,
  train,
  type EvaluationDone,
  type RunDescription,
  type RunSplit,
  type TrainEnd,
  type TrainResult,
} from "@fidelio/engine"
import { directionOf } from "../comparison/metric-directions.ts"
import type { Storage } from "../storage/storage.ts"
import { signatureOf } from "../try/signature.ts"
import { createCheckpointKeeper } from "./checkpoint-keeper.ts"
import { unpackCheckpoints } from "./checkpoint-archive.ts"
import type { TrainingOutcome, TrainingSetup } from "./messages.ts"
import { reportTraining, type Tell, type TrainingReport } from "./report-training.ts"
import { storeFiles } from "./results-files.ts"

/** Below the process's folder, in which it works. */
const runFolder = "run"
const checkpoints = join(runFolder, "model", "training_checkpoints")

export async function trainVersion(setup: TrainingSetup, storage: Storage, tell: Tell): Promise<TrainingOutcome> {
  const report = reportTraining(tell, Date.now)
  report.stage("preprocessing")
  const table = await bringTable(setup, storage)
  await mkdir(runFolder)
  if (setup.checkpoint !== null) await unpackCheckpoints(await storage.read(setup.checkpoint), checkpoints)
  let end: TrainEnd | undefined
  const keeper = createCheckpointKeeper({ storage, versionId: setup.versionId, directory: checkpoints, tell })
  const result = await train({
    config: parseConfig(setup.config),
    writtenConfig: setup.config,
    sources: { dataset: table, dataFormat: setup.data.format },
    command: "experiment",
    randomSeed: setup.seed,
    modelResumePath: runFolder,
    skipSaveProcessedInput: true,
    skipSaveLog: true,
    callbacks: {
      ...report.callbacks,
      onCheckpoint: () => keeper.keep(),
      onTrainEnd(event) {
        end = event
        report.callbacks.onTrainEnd?.(event)
      },
    },
  })
  await keeper.stop()
  return await finish(setup, storage, { result, end, report })
}

/** A link under the dataset's name, by which messages and the description call it. */
async function bringTable({ data }: TrainingSetup, storage: Storage): Promise<string> {
  const name = `${data.name}.${data.format}`
  await symlink(await storage.file(data.sha256), name)
  return name
}

interface Ending {
  readonly result: TrainResult
  readonly end: TrainEnd | undefined
  readonly report: TrainingReport
}

async function finish(
  setup: TrainingSetup,
  storage: Storage,
  { result, end, report }: Ending,
): Promise<TrainingOutcome> {
  report.stage("evaluating")
  report.trained(result.model)
  const { splits } = result.dataset
  const split = (["test", "validation", "training"] as const).find((name) => (splits[name]?.size ?? 0) > 0)
  const evaluated = split === undefined ? {} : { [split]: await evaluate(result, split) }
  await completeDescription(setup)
  const files = await storeFiles(storage, runFolder)
  report.log(`Evaluated on the ${split} split; ${files.length} files kept.`)
  return {
    files,
    metrics: { ...end?.bestMetrics, ...evaluated } as Metrics, // the same shape, read-only
    objective: objectiveOf(report.last),
    signature: signatureOf(result.model.signature),
    environment: await environmentOf(setup),
  }
}

async function evaluate(result: TrainResult, split: RunSplit): Promise<Metrics["test"]> {
  const evaluation = (await evaluateSplits(result, [split]))! // it has rows
  await saveStatistics(runFolder, evaluation.statistics)
  const { model } = result
  const predictions = evaluatedPredictions(model, evaluation.report)
  await savePredictions(model, { directory: runFolder, format: "parquet" }, [predictions])
  return metricsOf(evaluation.statistics)
}

/** The description names the dataset, not the file that the process read, and says where that was. */
async function completeDescription(setup: TrainingSetup): Promise<void> {
  const path = join(runFolder, "description.json")
  const description = JSON.parse(await readFile(path, "utf8")) as RunDescription // just written
  const environment = { ...description.environment, ...placeOf(setup) }
  const complete = { ...description, dataset: setup.data.name, environment }
  await writeFile(path, `${JSON.stringify(complete, undefined, 2)}\n`)
}

const objectiveOf = (last: EvaluationDone | undefined): Objective | null =>
  last === undefined
    ? null
    : {
        feature: last.validationField,
        metric: last.validationMetric,
        split: last.validationSplit,
        direction: directionOf(last.validationMetric) ?? "minimize",
        value: last.best,
      }

const placeOf = ({ worker }: TrainingSetup) => ({ machine: hostname(), worker })

async function environmentOf(setup: TrainingSetup): Promise<TrainingOutcome["environment"]> {
  return {
    ...(await runtimeEnvironment()),
    ...placeOf(setup),
    seed: setup.seed,
  }
}
