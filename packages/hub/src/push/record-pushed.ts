// Records a model that was sent, and checked, as the next version of a repository.
import { sql, type Transaction } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import type { Database } from "../db/schema.ts"
import type { Storage } from "../storage/storage.ts"
import { recordBlobs } from "../storage/record-blob.ts"
import { signatureOf } from "../try/signature.ts"
import { takeNumber } from "../versions/create-version.ts"
import { findRevision, holdDataset } from "../versions/dataset-revisions.ts"
import { findVersion } from "../versions/read-versions.ts"
import type { PushedModel } from "./read-pushed.ts"

export interface PushRequest {
  readonly repository: string
  readonly pushed: PushedModel
  /** What it was trained on, where the hub has it. */
  readonly dataset?: string | undefined
  /** The number or an alias of what it was edited from. */
  readonly parent?: string | undefined
  readonly description: string
}

/** Its id. */
export async function recordPushed(
  { transaction, actor }: Change,
  storage: Storage,
  request: PushRequest,
): Promise<string> {
  const { repository, pushed, description } = request
  const { repositoryId, number } = await takeNumber(transaction, repository)
  const revision = request.dataset === undefined ? undefined : await findRevision(transaction, request.dataset)
  if (revision !== undefined) await holdDataset(transaction, revision)
  const parent =
    request.parent === undefined ? undefined : await findVersion(transaction, { repository, version: request.parent })
  const { checked, config, model, reports } = pushed
  const now = sql<Date>`clock_timestamp()`
  const { id } = await transaction
    .insertInto("version")
    .values({
      repository_id: repositoryId,
      number,
      status: "ready",
      description,
      origin: "pushed",
      model_type: checked.config.model_type,
      author_id: actor.userId,
      parent_id: parent?.id ?? null,
      dataset_revision_id: revision?.id ?? null,
      config,
      rendered_config: checked.rendered,
      outputs: checked.outputs,
      seed: reports.seed,
      objective: reports.objective === null ? null : JSON.stringify(reports.objective),
      metrics: JSON.stringify(reports.metrics),
      split: reports.split === null ? null : JSON.stringify(reports.split),
      model: JSON.stringify(reports.model),
      signature: JSON.stringify(signatureOf(model.signature)),
      environment: JSON.stringify(reports.environment),
      created: now,
      ended: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  await insertParts(transaction, { id, storage, pushed })
  await audit(transaction, actor, {
    action: "version.push",
    object_type: "version",
    object: `${repository}@${number}`,
    after: { dataset: revision?.ref ?? null, parent: parent?.number ?? null, model_type: checked.config.model_type },
  })
  return id
}

interface Parts {
  readonly id: string
  readonly storage: Storage
  readonly pushed: PushedModel
}

async function insertParts(transaction: Transaction<Database>, { id, storage, pushed }: Parts): Promise<void> {
  const { files, reports } = pushed
  await recordBlobs(transaction, storage, files)
  await transaction
    .insertInto("version_artifact")
    .values(files.map(({ path, sha256, media_type }) => ({ version_id: id, path, sha256, media_type })))
    .execute()
  const rows = reports.evaluations.map((row) => ({ ...row, version_id: id, metrics: JSON.stringify(row.metrics) }))
  for (let first = 0; first < rows.length; first += 1_000)
    await transaction
      .insertInto("evaluation")
      .values(rows.slice(first, first + 1_000))
      .execute()
}
