// The queue of trainings, as the rest of the hub sees it.
import type { Transaction } from "kysely"
import type { Database } from "../db/schema.ts"

export interface JobQueue {
  /** Enqueues the training of a version, in the transaction that makes it. */
  enqueue(transaction: Transaction<Database>, versionId: string): Promise<void>
  /** Takes a training out of the queue, whether it waits or runs: nobody takes it up again. */
  remove(transaction: Transaction<Database>, versionId: string): Promise<void>
}

/** A training that was taken out of the queue: whose it is until its heartbeats stop. */
export interface HeldJob {
  readonly versionId: string
  /** Tells this hold from those before and after it. */
  readonly attempt: number
}

/** The queue as a worker sees it. */
export interface WorkQueue extends JobQueue {
  /** The next training that waits, or whose worker was lost. */
  take(): Promise<HeldJob | undefined>
  /** Says that these are worked on. */
  beat(jobs: readonly HeldJob[]): Promise<void>
  /** The training is over, however it ended. */
  finish(transaction: Transaction<Database>, job: HeldJob): Promise<void>
  /** Puts it back for another worker, at once. */
  giveBack(job: HeldJob): Promise<void>
  close(): Promise<void>
}
