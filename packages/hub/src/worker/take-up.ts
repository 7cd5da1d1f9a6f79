// A worker takes a version up: from then on it alone may write to it.
import { sql, type Kysely, type Transaction } from "kysely"
import type { Evaluation } from "@fidelio/client"
import { FidelioError, invariant } from "@fidelio/core"
import type { Database } from "../db/schema.ts"
import type { HeldJob, WorkQueue } from "../jobs/job-queue.ts"
import { underWay } from "../jobs/under-way.ts"
import type { TrainingData } from "./messages.ts"
import { problemOf } from "./problem-of.ts"

/** A version in the hands of one worker. */
export interface TakenVersion {
  readonly id: string
  /** A write under another one is refused. */
  readonly lease: number
  /** `titanic@3` */
  readonly name: string
  readonly config: string
  readonly seed: number
  readonly data: TrainingData
  /** Of the archive of an earlier take-up's last checkpoint. */
  readonly checkpoint: string | null
  /** What earlier take-ups recorded. */
  readonly evaluations: readonly Pick<Evaluation, "step" | "seconds">[]
  readonly lines: number
}

/** Take-ups without a new checkpoint after which a training is given up. */
const mostLost = 4

/** Undefined where there is nothing to train: the version has ended meanwhile, or it is given up. */
export async function takeUp(
  db: Kysely<Database>,
  queue: WorkQueue,
  { job, worker }: { readonly job: HeldJob; readonly worker: string },
): Promise<TakenVersion | undefined> {
  return await db.transaction().execute(async (transaction) => {
    const taken = await transaction
      .updateTable("version")
      .set({ lease: sql`lease + 1`, lost: sql`lost + 1`, worker, heartbeat: sql`now()`, progress: null })
      .where("id", "=", job.versionId)
      .where("status", "in", underWay)
      .where("deleted", "is", null)
      .returning(["id", "lease", "lost", "config", "seed", "checkpoint_sha256"])
      .executeTakeFirst()
    if (taken === undefined || taken.lost > mostLost) {
      if (taken !== undefined) await giveUp(transaction, taken)
      await queue.finish(transaction, job)
      return undefined
    }
    const known = await readKnown(transaction, taken.id)
    return { ...taken, ...known, checkpoint: taken.checkpoint_sha256 }
  })
}

async function giveUp(
  transaction: Transaction<Database>,
  { id, lost }: { readonly id: string; readonly lost: number },
): Promise<void> {
  const problem = new FidelioError(
    "hub/training-lost",
    `The training was begun ${lost - 1} times without reaching a further checkpoint; its process or its worker was killed each time.`,
    { hint: "Most likely a machine ran out of memory: train on fewer rows, a smaller model or smaller batches." },
  )
  await transaction
    .updateTable("version")
    .set({ status: "failed", error: JSON.stringify(problemOf(problem)), ended: sql`now()` })
    .where("id", "=", id)
    .execute()
}

async function readKnown(
  transaction: Transaction<Database>,
  id: string,
): Promise<Pick<TakenVersion, "name" | "data" | "evaluations" | "lines">> {
  const place = await transaction
    .selectFrom("version")
    .innerJoin("repository", "repository.id", "version.repository_id")
    .leftJoin("dataset_revision as revision", "revision.id", "version.dataset_revision_id")
    .leftJoin("dataset", "dataset.id", "revision.dataset_id")
    .select(["repository.name as repository", "version.number", "dataset.name as dataset"])
    .select(["revision.number as revision", "revision.sha256", "revision.format"])
    .where("version.id", "=", id)
    .executeTakeFirstOrThrow()
  const { sha256, format } = place
  invariant(sha256 !== null && format !== null, "a version without data was enqueued")
  const evaluations = await transaction
    .selectFrom("evaluation")
    .select(["step", "seconds"])
    .where("version_id", "=", id)
    .orderBy("index")
    .execute()
  const { lines } = await transaction
    .selectFrom("log_line")
    .select(sql<number>`coalesce(max(sequence) + 1, 0)`.as("lines"))
    .where("version_id", "=", id)
    .executeTakeFirstOrThrow()
  return {
    name: `${place.repository}@${place.number}`,
    data: { sha256, format, name: `${place.dataset}@${place.revision}` },
    evaluations,
    lines,
  }
}
