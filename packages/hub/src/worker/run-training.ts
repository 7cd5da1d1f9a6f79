// One training from its take-up to its end, as the worker sees it: a process of its own, watched twice a second.
import { mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type { Problem } from "@fidelio/client"
import { FidelioError } from "@fidelio/core"
import type { FromTraining, TrainingSetup } from "./messages.ts"
import { startModule, type ProcessEnd } from "./module-process.ts"
import { problemOf } from "./problem-of.ts"
import type { StoragePlace } from "./storage-place.ts"
import type { TrainingRecord } from "./training-record.ts"

/** `lost`: another worker has it now, or it was cancelled. `returned`: it waits for a worker again. */
export type TrainingEnd = "ready" | "failed" | "lost" | "returned"

/** Milliseconds between two looks at the version. */
const interval = 400

/** How long the database may be away at the end of a training. */
const patience = 10 * 60_000

export interface RunParts {
  readonly record: TrainingRecord
  readonly storage: StoragePlace
  /** Below which the training has a folder of its own. */
  readonly temporary: string
  readonly worker: string
  /** The worker closes: the training goes back to the queue. */
  readonly signal: AbortSignal
  readonly onFault: (cause: unknown) => void
}

export async function runTraining(parts: RunParts): Promise<TrainingEnd> {
  const directory = await mkdtemp(join(parts.temporary, "training-"))
  try {
    return await runIn(directory, parts)
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

type Last = Extract<FromTraining, { readonly type: "trained" | "failed" }>

async function runIn(directory: string, parts: RunParts): Promise<TrainingEnd> {
  const { record, signal } = parts
  let last: Last | undefined
  const { child, ended } = startModule("training-process", {
    setup: setupOf(directory, parts),
    cwd: directory,
    onMessage(received) {
      const message = received as FromTraining // from our own module
      if (message.type === "trained" || message.type === "failed") last = message
      else record.note(message)
    },
  })
  let end: ProcessEnd | undefined
  const whenEnded = ended.then((found) => (end = found))
  while (end === undefined) {
    await Promise.race([whenEnded, delay(interval)])
    const isHeld = await record.flush().catch((cause: unknown) => {
      parts.onFault(cause) // the database may come back; until then the training goes on
      return true
    })
    if (isHeld && !signal.aborted) continue
    child.kill("SIGKILL")
    await ended
    if (!isHeld) return "lost"
    if (last === undefined) {
      await persist(parts, () => record.giveBack({ countsAsLost: false }))
      return "returned"
    }
  }
  return await conclude(parts, end, last)
}

async function conclude(parts: RunParts, end: ProcessEnd, last: Last | undefined): Promise<TrainingEnd> {
  const { record } = parts
  if (last?.type === "trained") return (await persist(parts, () => record.ready(last.outcome))) ? "ready" : "lost"
  if (last === undefined && end.signal === "SIGKILL") {
    const message =
      "The training's process was killed, perhaps for want of memory. It goes on from its last checkpoint."
    record.note({ type: "log", level: "warning", message, at: Date.now() })
    await persist(parts, () => record.giveBack({ countsAsLost: true }))
    return "returned"
  }
  const problem = last?.problem ?? crash(end)
  record.note({ type: "log", level: "error", message: problem.detail, at: Date.now() })
  return (await persist(parts, () => record.failed(problem))) ? "failed" : "lost"
}

function setupOf(directory: string, { record: { taken }, storage, worker }: RunParts): TrainingSetup {
  const { id, config, seed, data, checkpoint } = taken
  return { versionId: id, config, seed, data, storage, directory, checkpoint, worker }
}

function crash({ code, signal, stderr }: ProcessEnd): Problem {
  const isMemory = /heap out of memory|Allocation failed|bad_alloc/.test(stderr)
  const how = signal === null ? `with status ${code}` : `by ${signal}`
  const why = isMemory ? ": there was not enough memory" : ""
  return problemOf(
    new FidelioError("hub/training-crashed", `The training's process ended ${how}${why}.`, {
      hint: isMemory
        ? "Train on fewer rows, a smaller model or smaller batches, or on a machine with more memory."
        : "The log of the worker says more.",
    }),
  )
}

/** Tries again while the database is away. */
async function persist<T>({ onFault }: RunParts, write: () => Promise<T>): Promise<T> {
  const began = performance.now()
  for (;;) {
    try {
      return await write()
    } catch (cause) {
      if (performance.now() - began > patience) throw cause
      onFault(cause)
      await delay(1_000)
    }
  }
}
