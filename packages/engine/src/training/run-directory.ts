// The folder of a run: made, or taken up again; what stands in it besides the model.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { FidelioError, type Tensor } from "@fidelio/core"
import { errorCode, finishReplacement, isThere, writeFileAtomically } from "../artifact/atomic.ts"
import { Checkpoints, checkpointsFolder } from "../artifact/checkpoint.ts"
import { createResultsDirectory } from "../artifact/results-directory.ts"
import type { TrainingProgress } from "./progress.ts"
import { trainingStatistics, type TrainingStatistics } from "./statistics.ts"
import type { ResumePoint } from "./preparation.ts"

export const statisticsName = "training_statistics.json"
export const modelFolder = "model"

export const writeJson = (path: string, content: unknown): Promise<void> =>
  writeFileAtomically(path, `${JSON.stringify(content, undefined, 2)}\n`)

/** The statistics that a finished run left; without evaluations where it left none. */
export async function readStatistics(directory: string): Promise<TrainingStatistics> {
  try {
    return JSON.parse(await readFile(join(directory, statisticsName), "utf8")) as TrainingStatistics // written by a run
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return trainingStatistics([], { frequency: 1, period: "epoch" })
    throw new FidelioError("training/resume", `The statistics of the run in "${directory}" cannot be read.`, {
      at: directory,
      cause,
    })
  }
}

export interface OpenRun {
  readonly directory: string
  readonly checkpoints: Checkpoints
  readonly resume: ResumePoint | undefined
  /** True where the run had ended by itself and its model is there. */
  readonly isFinished: boolean
}

export interface RunNames {
  readonly outputDirectory: string
  readonly experimentName: string
  readonly modelName: string
  readonly resumePath: string | undefined
}

/** Creates the folder of a new run, or opens that of one to resume. */
export async function openRun(names: RunNames): Promise<OpenRun> {
  const { resumePath } = names
  const directory =
    resumePath !== undefined && (await isThere(resumePath)) ? resumePath : await createResultsDirectory(names)
  const model = join(directory, modelFolder)
  await finishReplacement(model)
  const checkpoints = await Checkpoints.open(join(model, checkpointsFolder))
  const resume = await readResumePoint(checkpoints)
  return {
    directory,
    checkpoints,
    resume,
    isFinished: resume === undefined && (await isThere(join(model, "manifest.json"))),
  }
}

async function readResumePoint(checkpoints: Checkpoints): Promise<ResumePoint | undefined> {
  const latest = await checkpoints.read("latest")
  if (latest === undefined) return undefined
  const best = await checkpoints.read("best")
  const variables = new Map(latest.tensors)
  const running = variables.get(runningName)
  variables.delete(runningName)
  const { data, ...progress } = latest.progress as unknown as TrainingProgress & Pick<ResumePoint, "data"> // what the checkpoint sink wrote
  return {
    progress,
    data,
    variables,
    best: best?.tensors,
    running: running?.data as Uint8Array | undefined, // by `withRunning`
  }
}

/** What a checkpoint calls the training metrics gathered since the last evaluation; no variable's name has a space. */
const runningName = "running report"

/** The tensors of a checkpoint. */
export const withRunning = (
  variables: ReadonlyMap<string, Tensor>,
  running: Uint8Array | undefined,
): ReadonlyMap<string, Tensor> =>
  running === undefined
    ? variables
    : new Map([...variables, [runningName, { dtype: "uint8", shape: [running.length], data: running }]])
