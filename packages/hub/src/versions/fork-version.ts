// Forks a version: a new repository whose first version is a copy of it, with its files, curves and log.
import { sql, type Transaction } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import type { Database } from "../db/schema.ts"
import { createRepository } from "../repositories/create-repository.ts"
import { findVersion, notReady, type FoundVersion, type VersionPlace } from "./read-versions.ts"

export interface ForkRequest {
  /** Of the new repository. */
  readonly name: string
  readonly description: string
}

/** The id of the first version of the new repository. */
export async function forkVersion(
  change: Change,
  place: VersionPlace,
  { name, description }: ForkRequest,
): Promise<string> {
  const { transaction, actor } = change
  const source = await holdVersion(transaction, place)
  if (source.status !== "ready") throw notReady(source)
  const repositoryId = await createRepository(change, { name, description, tags: [], forkedFrom: source.id })
  const id = await copyVersion(change, source.id, repositoryId)
  await transaction.updateTable("repository").set({ next_number: 2 }).where("id", "=", repositoryId).execute()
  await audit(transaction, actor, {
    action: "version.fork",
    object_type: "version",
    object: `${name}@1`,
    after: { parent: `${source.repository}@${source.number}` },
  })
  return id
}

/** A version that is not deleted before the transaction ends. */
async function holdVersion(transaction: Transaction<Database>, place: VersionPlace): Promise<FoundVersion> {
  const { id } = await findVersion(transaction, place)
  await transaction.selectFrom("version").where("id", "=", id).forShare().select("id").execute()
  return findVersion(transaction, place)
}

const copiedColumns = [
  "status",
  "description",
  "model_type",
  "dataset_revision_id",
  "config",
  "rendered_config",
  "outputs",
  "seed",
  "objective",
  "metrics",
  "split",
  "model",
  "signature",
  "environment",
  "queued_at",
  "preprocessing_at",
  "training_at",
  "evaluating_at",
  "ended",
] as const

const copiedParts = [
  ["evaluation", ["index", "epoch", "step", "seconds", "metrics"]],
  ["log_line", ["sequence", "at", "level", "message"]],
  ["version_artifact", ["path", "sha256", "media_type"]],
] as const

/** Content is under its SHA-256, so that a copy of the names is a copy of the files. */
async function copyVersion({ transaction, actor }: Change, source: string, repositoryId: string): Promise<string> {
  const columns = sql.join(copiedColumns.map((column) => sql.ref(column)))
  const { rows } = await sql<{ id: string }>`
    insert into version (repository_id, number, origin, author_id, parent_id, created, ${columns})
    select ${repositoryId}, 1, 'forked', ${actor.userId}, id, clock_timestamp(), ${columns} from version where id = ${source}
    returning id`.execute(transaction)
  const id = rows[0]!.id // what was selected was locked
  for (const [table, parts] of copiedParts) {
    const names = sql.join(parts.map((part) => sql.ref(part)))
    await sql`insert into ${sql.table(table)} (version_id, ${names})
      select ${id}, ${names} from ${sql.table(table)} where version_id = ${source}`.execute(transaction)
  }
  return id
}
