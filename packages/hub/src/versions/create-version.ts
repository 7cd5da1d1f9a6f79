// Makes the next version of a repository: its number, its row and its job in one transaction.
import { invariant } from "@fidelio/core"
import { sql, type Transaction } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import type { Database } from "../db/schema.ts"
import type { JobQueue } from "../jobs/job-queue.ts"
import { requireRepository } from "../repositories/find-repository.ts"
import { checkColumns, type CheckedConfig } from "./check-config.ts"
import { findRevision, holdDataset, type FoundRevision } from "./dataset-revisions.ts"
import { findVersion } from "./read-versions.ts"

/** Where trainings are enqueued. */
export type VersionQueue = Pick<JobQueue, "enqueue">

/** A version that is to be trained. */
export interface VersionRequest {
  readonly repository: string
  /** As it was written. */
  readonly config: string
  readonly checked: CheckedConfig
  /** `titanic` or `titanic@2` */
  readonly dataset: string
  /** The number or an alias of the version that it was edited from. */
  readonly parent: string | undefined
  readonly description: string
  readonly seed: number
}

/** Its id. Versions of a repository that are made at once get their numbers one after another, in the order in which they are trained. */
export async function createVersion(
  { transaction, actor }: Change,
  queue: VersionQueue,
  request: VersionRequest,
): Promise<string> {
  const { repository, checked } = request
  const next = await takeNumber(transaction, repository)
  const revision = await findRevision(transaction, request.dataset)
  checkColumns(checked.config, revision.columns, revision.ref)
  await holdDataset(transaction, revision)
  const parent =
    request.parent === undefined ? undefined : await findVersion(transaction, { repository, version: request.parent })
  const id = await insertVersion(transaction, {
    ...request,
    ...next,
    revision,
    parentId: parent?.id,
    authorId: actor.userId,
  })
  await queue.enqueue(transaction, id)
  await audit(transaction, actor, {
    action: "version.train",
    object_type: "version",
    object: `${repository}@${next.number}`,
    after: {
      dataset: revision.ref,
      parent: parent?.number ?? null,
      model_type: checked.config.model_type,
      seed: request.seed,
    },
  })
  return id
}

export interface NextNumber {
  readonly repositoryId: string
  readonly number: number
}

/** The number of the version that comes next. The repository's row is locked until the transaction ends. */
export async function takeNumber(transaction: Transaction<Database>, repository: string): Promise<NextNumber> {
  const taken = await transaction
    .updateTable("repository")
    .set({ next_number: sql<number>`next_number + 1`, updated: sql<Date>`clock_timestamp()` })
    .where("name", "=", repository)
    .where("deleted", "is", null)
    .returning(["id as repositoryId", sql<number>`next_number - 1`.as("number")])
    .executeTakeFirst()
  if (taken === undefined) await requireRepository(transaction, repository) // says what is missing
  invariant(taken !== undefined, `the repository ${repository} came back while it was looked for`)
  return taken
}

interface NewVersion extends VersionRequest, NextNumber {
  readonly revision: FoundRevision
  readonly parentId: string | undefined
  readonly authorId: string
}

async function insertVersion(transaction: Transaction<Database>, version: NewVersion): Promise<string> {
  // The time is that of the number, not that of the transaction's beginning: their orders are one.
  const now = sql<Date>`clock_timestamp()`
  const { id } = await transaction
    .insertInto("version")
    .values({
      repository_id: version.repositoryId,
      number: version.number,
      status: "queued",
      description: version.description,
      origin: "trained",
      model_type: version.checked.config.model_type,
      author_id: version.authorId,
      parent_id: version.parentId ?? null,
      dataset_revision_id: version.revision.id,
      config: version.config,
      rendered_config: version.checked.rendered,
      outputs: version.checked.outputs,
      seed: version.seed,
      metrics: "{}",
      environment: "{}",
      created: now,
      queued_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return id
}
