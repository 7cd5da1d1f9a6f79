// What a training tells, written to its version under the worker's lease: once another has the version, or it has ended, nothing is written.
import { sql, type Kysely, type Transaction, type Updateable } from "kysely"
import type { LogLine, Metrics, Problem } from "@fidelio/client"
import type { Database } from "../db/schema.ts"
import type { HeldJob, WorkQueue } from "../jobs/job-queue.ts"
import { underWay } from "../jobs/under-way.ts"
import { recordBlob, recordBlobs } from "../storage/record-blob.ts"
import { removeGivenUp } from "../storage/remove-unnamed.ts"
import type { Storage, StoredBlob } from "../storage/storage.ts"
import type { FromTraining, TrainingOutcome } from "./messages.ts"
import type { TakenVersion } from "./take-up.ts"

/** Longest text of a log line that is kept. */
const longestLine = 10_000

type Note = Exclude<FromTraining, { readonly type: "trained" | "failed" }>

interface Pending {
  version: Updateable<Database["version"]>
  /** Evaluations from this one on are made again. */
  evaluationsFrom: number | undefined
  readonly evaluations: { index: number; epoch: number; step: number; seconds: number; metrics: Metrics }[]
  readonly lines: { sequence: number; level: LogLine["level"]; message: string; at: Date }[]
  checkpoint: StoredBlob | undefined
}

const nothing = (): Pending => ({
  version: {},
  evaluationsFrom: undefined,
  evaluations: [],
  lines: [],
  checkpoint: undefined,
})

const isNothing = ({ version, evaluationsFrom, evaluations, lines }: Pending): boolean =>
  Object.keys(version).length === 0 && evaluationsFrom === undefined && evaluations.length + lines.length === 0

export interface RecordParts {
  readonly db: Kysely<Database>
  readonly queue: WorkQueue
  readonly storage: Storage
  readonly job: HeldJob
}

export class TrainingRecord {
  readonly taken: TakenVersion
  readonly #parts: RecordParts
  #pending = nothing()
  #lines: number
  #evaluations: number
  /** Of the evaluations that earlier take-ups made. */
  #seconds: number
  #checkpoint: string | null
  #lastBeat = 0

  constructor(taken: TakenVersion, parts: RecordParts) {
    this.taken = taken
    this.#parts = parts
    this.#lines = taken.lines
    this.#evaluations = taken.evaluations.length
    this.#seconds = taken.evaluations.at(-1)?.seconds ?? 0
    this.#checkpoint = taken.checkpoint
  }

  /** Takes down what is written with the next flush. */
  note(note: Note): void {
    const { version } = this.#pending
    switch (note.type) {
      case "stage":
        version.status = note.stage
        version[`${note.stage}_at`] = new Date(note.at)
        if (note.stage !== "training") version.progress = null
        return
      case "log":
        return this.#log(note)
      case "split":
        version.split = JSON.stringify(note.split)
        return
      case "model":
        version.model = JSON.stringify(note.model)
        return
      case "begin":
        return this.#begin(note.step)
      case "evaluation": {
        const seconds = this.#seconds + note.evaluation.seconds
        this.#pending.evaluations.push({ ...note.evaluation, index: this.#evaluations++, seconds })
        return
      }
      case "progress":
        version.progress = JSON.stringify(note.progress)
        return
      case "checkpoint":
        this.#pending.checkpoint = { sha256: note.sha256, bytes: note.bytes }
        version.checkpoint_sha256 = note.sha256
        version.lost = 0
        return
    }
    note satisfies never
  }

  /** Writes what was noted; false: the version is no longer this worker's. */
  async flush(): Promise<boolean> {
    const pending = this.#pending
    const isQuiet = isNothing(pending) && performance.now() - this.#lastBeat < 2_000
    if (isQuiet) return await this.#isHeld()
    this.#pending = nothing()
    try {
      const isHeld = await this.#parts.db.transaction().execute((transaction) => this.#write(transaction, pending))
      if (isHeld) await this.#replaced(pending)
      return isHeld
    } catch (cause) {
      this.#pending = joined(pending, this.#pending)
      throw cause
    }
  }

  /** The version is ready: its files, what is known of it and its status appear together. */
  async ready({ files, metrics, objective, signature, environment }: TrainingOutcome): Promise<boolean> {
    return await this.#end(
      {
        status: "ready",
        metrics: JSON.stringify(metrics),
        objective: objective === null ? null : JSON.stringify(objective),
        signature: JSON.stringify(signature),
        environment: JSON.stringify(environment),
      },
      async (transaction) => {
        await recordBlobs(transaction, this.#parts.storage, files)
        const artifacts = files.map(({ path, sha256, media_type }) => ({ path, sha256, media_type }))
        await transaction
          .insertInto("version_artifact")
          .values(artifacts.map((artifact) => ({ ...artifact, version_id: this.taken.id })))
          .execute()
      },
    )
  }

  async failed(problem: Problem): Promise<boolean> {
    return await this.#end({ status: "failed", error: JSON.stringify(problem) })
  }

  /** Hands the version to whichever worker takes it up next. */
  async giveBack({ countsAsLost }: { readonly countsAsLost: boolean }): Promise<void> {
    if (!countsAsLost) this.#pending.version.lost = 0
    this.#pending.version.worker = null
    await this.flush()
    await this.#parts.queue.giveBack(this.#parts.job)
  }

  #log({ level, message, at }: { level: LogLine["level"]; message: string; at: number }): void {
    const text = message.replaceAll("\u0000", "").slice(0, longestLine)
    this.#pending.lines.push({ sequence: this.#lines++, level, message: text, at: new Date(at) })
  }

  /** What was recorded after the checkpoint that the training goes on from happens again. */
  #begin(step: number): void {
    const kept = this.taken.evaluations.filter((evaluation) => evaluation.step <= step)
    this.#evaluations = kept.length
    this.#seconds = kept.at(-1)?.seconds ?? 0
    if (kept.length < this.taken.evaluations.length) this.#pending.evaluationsFrom = kept.length
  }

  async #isHeld(): Promise<boolean> {
    return (await this.#select(this.#parts.db).executeTakeFirst()) !== undefined
  }

  /** The version, while it is this worker's. */
  #select(db: Kysely<Database>) {
    const { id, lease } = this.taken
    return db
      .selectFrom("version")
      .select("id")
      .where("id", "=", id)
      .where("lease", "=", lease)
      .where("status", "in", underWay)
  }

  async #write(transaction: Transaction<Database>, pending: Pending): Promise<boolean> {
    const { id } = this.taken
    const { checkpoint, evaluations, evaluationsFrom, lines } = pending
    const held = await this.#select(transaction).forUpdate().executeTakeFirst()
    if (held === undefined) return false
    if (checkpoint !== undefined) await recordBlob(transaction, this.#parts.storage, checkpoint)
    await transaction
      .updateTable("version")
      .set({ ...pending.version, heartbeat: sql`now()` })
      .where("id", "=", id)
      .execute()
    this.#lastBeat = performance.now()
    if (evaluationsFrom !== undefined)
      await transaction
        .deleteFrom("evaluation")
        .where("version_id", "=", id)
        .where("index", ">=", evaluationsFrom)
        .execute()
    if (evaluations.length > 0)
      await transaction
        .insertInto("evaluation")
        .values(evaluations.map((row) => ({ ...row, version_id: id, metrics: JSON.stringify(row.metrics) })))
        .execute()
    if (lines.length > 0)
      await transaction
        .insertInto("log_line")
        .values(lines.map((line) => ({ ...line, version_id: id })))
        .execute()
    return true
  }

  /** The checkpoint that a newer one replaced is of no use to anybody. */
  async #replaced({ checkpoint }: Pending): Promise<void> {
    if (checkpoint === undefined) return
    const before = this.#checkpoint
    this.#checkpoint = checkpoint.sha256
    if (before !== null && before !== checkpoint.sha256) await this.#remove(before)
  }

  /** A training of the same config and seed may have the same. */
  async #remove(checkpoint: string): Promise<void> {
    await removeGivenUp(this.#parts.db, this.#parts.storage, checkpoint)
  }

  async #end(
    version: Updateable<Database["version"]>,
    more: (transaction: Transaction<Database>) => Promise<void> = () => Promise.resolve(),
  ): Promise<boolean> {
    const { db, queue, job } = this.#parts
    Object.assign(this.#pending.version, version, {
      ended: new Date(),
      progress: null,
      checkpoint_sha256: null,
      lost: 0,
    })
    const pending = { ...this.#pending, checkpoint: undefined }
    const isHeld = await db.transaction().execute(async (transaction) => {
      if (!(await this.#write(transaction, pending))) return false
      await more(transaction)
      await queue.finish(transaction, job)
      return true
    })
    const last = this.#pending.checkpoint?.sha256
    this.#pending = nothing()
    for (const sha256 of new Set([this.#checkpoint, last]))
      if (isHeld && sha256 !== null && sha256 !== undefined) await this.#remove(sha256)
    return isHeld
  }
}

/** What could not be written, before what came since. */
const joined = (first: Pending, second: Pending): Pending => ({
  version: { ...first.version, ...second.version },
  evaluationsFrom: first.evaluationsFrom ?? second.evaluationsFrom,
  evaluations: [...first.evaluations, ...second.evaluations],
  lines: [...first.lines, ...second.lines],
  checkpoint: second.checkpoint ?? first.checkpoint,
})
