// The queue of trainings on pg-boss, in a schema of its own in the hub's database.
import { FidelioError } from "@fidelio/core/errors"
import type { Kysely } from "kysely"
import { fromKysely, PgBoss, type Db } from "pg-boss"
import type { Database } from "../db/schema.ts"
import type { WorkQueue } from "./job-queue.ts"

const queueName = "training"
const schema = "job_queue"
const day = 24 * 60 * 60

/** Seconds without a sign of life after which a worker is taken for lost; pg-boss takes no fewer. */
const heartbeatSeconds = 10

/** Seconds between two looks for lost workers. */
const superviseSeconds = 5

/**
 * How often a training is taken up is counted with the version, which knows whether it went on in between; the queue itself never gives up.
 * A training that takes longer than a day is taken up again from its last checkpoint.
 */
const settings = {
  heartbeatSeconds,
  expireInSeconds: day,
  retentionSeconds: 10 * 365 * day,
  deleteAfterSeconds: day,
  retryLimit: 1_000_000,
  retryDelay: 0,
} as const

export interface QueueOptions {
  /** Of the database: where given, jobs whose worker was lost are looked for, which takes connections of pg-boss's own. */
  readonly supervised?: string | undefined
  readonly onError?: ((error: Error) => void) | undefined
}

/** Opens the queue, and makes it where it is not there. */
export async function openJobQueue(db: Kysely<Database>, { supervised, onError }: QueueOptions): Promise<WorkQueue> {
  const boss = new PgBoss({
    ...(supervised === undefined ? { db: onConnection(db) } : { connectionString: supervised, max: 2 }),
    schema,
    supervise: supervised !== undefined,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
  })
  // Some of its errors are plain objects.
  boss.on("error", (error) => onError?.(error instanceof Error ? error : queueError(error)))
  await boss.start()
  await boss.createQueue(queueName, settings)
  return workQueue(boss)
}

const queueError = ({ message }: { readonly message: string }): FidelioError =>
  new FidelioError("hub/database", `The queue of trainings cannot use the database: ${message}.`)

function workQueue(boss: PgBoss): WorkQueue {
  return {
    async enqueue(transaction, versionId) {
      await boss.send(queueName, null, { id: versionId, db: onConnection(transaction) })
    },
    async remove(transaction, versionId) {
      await boss.cancel(queueName, versionId, { db: onConnection(transaction) })
    },
    async take() {
      const [job] = await boss.fetch(queueName)
      return job === undefined ? undefined : { versionId: job.id, attempt: job.retryCount }
    },
    async beat(jobs) {
      const held = jobs.map(({ versionId, attempt }) => ({ id: versionId, retryCount: attempt }))
      if (held.length > 0) await boss.touch(queueName, held)
    },
    async finish(transaction, { versionId, attempt }) {
      const held = { id: versionId, retryCount: attempt }
      await boss.complete(queueName, held, null, { db: onConnection(transaction) })
    },
    async giveBack({ versionId, attempt }) {
      await boss.fail(queueName, { id: versionId, retryCount: attempt })
    },
    async close() {
      await boss.stop({ graceful: false })
    },
  }
}

/** pg-boss's statements on the hub's own connections, or inside of a transaction of its. */
const onConnection = (db: Kysely<Database>): Db => fromKysely(db)
