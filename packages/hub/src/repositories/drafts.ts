// Drafts: configs and data of versions that nobody trains yet.
import { FidelioError } from "@fidelio/core"
import type { Draft, Page } from "@fidelio/client"
import { sql, type Kysely, type Selectable, type Transaction } from "kysely"
import { z } from "zod"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { readConfig, type CheckedConfig } from "../versions/check-config.ts"
import { createVersion, type VersionQueue } from "../versions/create-version.ts"
import { findRevision, holdDataset } from "../versions/dataset-revisions.ts"
import { noVersion, versionAt } from "../versions/read-versions.ts"
import { placeOf, timeOf } from "../versions/version-rows.ts"
import { lockRepository, notFound, requireRepository } from "./find-repository.ts"

export interface DraftPlace {
  readonly repository: string
  readonly id: string
}

export interface NewDraft {
  readonly repository: string
  readonly config?: string | undefined
  readonly dataset?: string | null | undefined
  /** The version whose config and data it begins with. */
  readonly parent?: string | undefined
  readonly description: string
}

/** Its id. */
export async function createDraft({ transaction, actor }: Change, draft: NewDraft): Promise<string> {
  const { repository, parent } = draft
  const repositoryId = await lockRepository(transaction, repository)
  const from = parent === undefined ? undefined : await partsOf(transaction, { repository, version: parent })
  const config = draft.config ?? from?.config
  if (config === undefined)
    throw new FidelioError("hub/request", "The draft has neither a config nor a parent to take it from.", {
      at: "config",
      hint: 'Give "config", or the number of a version as "parent".',
    })
  const { id } = await transaction
    .insertInto("draft")
    .values({
      repository_id: repositoryId,
      config,
      dataset_revision_id:
        draft.dataset === undefined
          ? (from?.dataset_revision_id ?? null)
          : await revisionId(transaction, draft.dataset),
      parent_id: from?.id ?? null,
      description: draft.description,
      author_id: actor.userId,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  await audit(transaction, actor, {
    action: "draft.create",
    object_type: "draft",
    object: `${repository}/${id}`,
    after: { parent: from?.number ?? null },
  })
  return id
}

async function partsOf(db: Kysely<Database>, place: { readonly repository: string; readonly version: string }) {
  const found = await versionAt(db, place)
    .select(["v.id", "v.number", "v.config", "v.dataset_revision_id"])
    .executeTakeFirst()
  return found ?? noVersion(db, place)
}

/** Of a dataset that stays until the transaction ends. */
async function revisionId(transaction: Transaction<Database>, ref: string | null): Promise<string | null> {
  if (ref === null) return null
  const revision = await findRevision(transaction, ref)
  await holdDataset(transaction, revision)
  return revision.id
}

export interface DraftEdit {
  readonly config?: string | undefined
  readonly dataset?: string | null | undefined
  readonly description?: string | undefined
}

export async function updateDraft(
  { transaction, actor }: Change,
  place: DraftPlace,
  { config, dataset, description }: DraftEdit,
): Promise<void> {
  await requireRepository(transaction, place.repository)
  const edit = {
    ...(config === undefined ? {} : { config }),
    ...(dataset === undefined ? {} : { dataset_revision_id: await revisionId(transaction, dataset) }),
    ...(description === undefined ? {} : { description }),
  }
  const edited = await transaction
    .updateTable("draft")
    .set({ ...edit, updated: sql<Date>`clock_timestamp()` })
    .where("id", "=", place.id)
    .where("repository_id", "=", repositoryOf(transaction, place))
    .returning("id")
    .executeTakeFirst()
  if (edited === undefined) throw noDraft(place)
  await audit(transaction, actor, {
    action: "draft.update",
    object_type: "draft",
    object: `${place.repository}/${place.id}`,
    after: { changed: Object.keys(edit) },
  })
}

export async function deleteDraft({ transaction, actor }: Change, place: DraftPlace): Promise<void> {
  await takeDraft(transaction, place)
  await audit(transaction, actor, {
    action: "draft.delete",
    object_type: "draft",
    object: `${place.repository}/${place.id}`,
  })
}

export interface DraftTraining extends DraftPlace {
  readonly seed: number
  /** The draft's config as it was read before. */
  readonly read?: { readonly config: string; readonly checked: CheckedConfig } | undefined
}

/** Makes the next version of a draft, which is then no more. The id of the version. */
export async function trainDraft(
  change: Change,
  queue: VersionQueue,
  { seed, read, ...place }: DraftTraining,
): Promise<string> {
  const { transaction } = change
  const shown = await readDraft(transaction, place)
  await lockRepository(transaction, place.repository) // before the draft, as every change of a repository
  if (shown.dataset !== null) await revisionId(transaction, shown.dataset) // before the draft, as who deletes the dataset does
  const draft = await takeDraft(transaction, place)
  if (shown.dataset === null)
    throw new FidelioError("hub/request", "The draft has no dataset to learn from.", {
      at: "dataset",
      hint: "Choose one, then train it.",
    })
  return createVersion(change, queue, {
    repository: place.repository,
    config: draft.config,
    checked: read?.config === draft.config ? read.checked : readConfig(draft.config), // it may have been edited since
    dataset: shown.dataset,
    parent: shown.parent === null ? undefined : String(shown.parent.number),
    description: draft.description,
    seed,
  })
}

async function takeDraft(db: Kysely<Database>, place: DraftPlace): Promise<Selectable<Database["draft"]>> {
  await requireRepository(db, place.repository)
  const taken = await db
    .deleteFrom("draft")
    .where("id", "=", place.id)
    .where("repository_id", "=", repositoryOf(db, place))
    .returningAll()
    .executeTakeFirst()
  if (taken === undefined) throw noDraft(place)
  return taken
}

const repositoryOf = (db: Kysely<Database>, { repository }: DraftPlace) =>
  db.selectFrom("repository").where("name", "=", repository).where("deleted", "is", null).select("id")

const noDraft = ({ repository, id }: DraftPlace): FidelioError =>
  notFound(`The repository "${repository}" has no draft ${id}; it may have been trained or thrown away.`)

const drafts = (db: Kysely<Database>, repository: string) =>
  db
    .selectFrom("draft")
    .innerJoin("repository as r", "r.id", "draft.repository_id")
    .innerJoin("user as author", "author.id", "draft.author_id")
    .leftJoin("version as parent", "parent.id", "draft.parent_id")
    .leftJoin("dataset_revision as dr", "dr.id", "draft.dataset_revision_id")
    .leftJoin("dataset as d", "d.id", "dr.dataset_id")
    .where("r.name", "=", repository)
    .where("r.deleted", "is", null)
    .select([
      "draft.id",
      "r.name as repository",
      "draft.config",
      "draft.description",
      "draft.created",
      "draft.updated",
      "author.id as author_id",
      "author.name as author_name",
      "parent.number as parent_number",
      "d.name as dataset",
      "dr.number as dataset_revision",
    ])

type DraftRow = Awaited<ReturnType<ReturnType<typeof drafts>["execute"]>>[number]

const draftOf = (row: DraftRow): Draft => ({
  id: row.id,
  repository: row.repository,
  config: row.config,
  dataset: row.dataset === null ? null : `${row.dataset}@${row.dataset_revision}`,
  parent: placeOf(row.repository, row.parent_number),
  description: row.description,
  author: { id: row.author_id, name: row.author_name },
  created: timeOf(row.created),
  updated: timeOf(row.updated),
})

export async function readDraft(db: Kysely<Database>, place: DraftPlace): Promise<Draft> {
  const row = await drafts(db, place.repository).where("draft.id", "=", place.id).executeTakeFirst()
  if (row !== undefined) return draftOf(row)
  await requireRepository(db, place.repository)
  throw noDraft(place)
}

export interface DraftsQuery {
  readonly repository: string
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The last changed first. */
export async function listDrafts(
  db: Kysely<Database>,
  { repository, cursor, limit }: DraftsQuery,
): Promise<Page<Draft>> {
  const after = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  let select = drafts(db, repository)
    .orderBy("draft.updated", "desc")
    .orderBy("draft.id", "desc")
    .limit(limit + 1)
  if (after !== undefined)
    select = select.where(sql<boolean>`(draft.updated, draft.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const rows = await select.execute()
  if (rows.length === 0) await requireRepository(db, repository)
  return pageOf(rows, limit, { keyOf: (row) => [row.updated, row.id], itemOf: draftOf })
}
