// Makes, changes and deletes datasets, and adds their revisions.
import { FidelioError } from "@fidelio/core/errors"
import { sql, type Kysely } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import type { Database } from "../db/schema.ts"
import { notFound } from "../repositories/find-repository.ts"
import { recordBlob } from "../storage/record-blob.ts"
import type { Storage } from "../storage/storage.ts"
import type { ReceivedTable } from "./receive-table.ts"

const now = sql<Date>`clock_timestamp()`

/** hub/exists where the name is or was another's. */
export async function createDataset(
  { transaction, actor }: Change,
  { name, description }: { readonly name: string; readonly description: string },
): Promise<void> {
  const made = await insertDataset({ transaction, actor }, name, description)
  if (made) return
  const other = await transaction.selectFrom("dataset").where("name", "=", name).select("deleted").executeTakeFirst()
  throw new FidelioError("hub/exists", takenSentence(name, other?.deleted ?? null), {
    at: "name",
    hint: "Choose another name.",
  })
}

const takenSentence = (name: string, deleted: Date | null): string =>
  deleted === null
    ? `There is a dataset "${name}" already.`
    : `The name "${name}" belonged to a dataset that was deleted.`

/** False where the name is taken. */
async function insertDataset({ transaction, actor }: Change, name: string, description: string): Promise<boolean> {
  const made = await transaction
    .insertInto("dataset")
    .values({ name, description, created_by: actor.userId, created: now, updated: now })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("id")
    .executeTakeFirst()
  if (made === undefined) return false
  await audit(transaction, actor, {
    action: "dataset.create",
    object_type: "dataset",
    object: name,
    after: { description },
  })
  return true
}

export async function updateDataset(
  { transaction, actor }: Change,
  name: string,
  { description }: { readonly description: string },
): Promise<void> {
  const before = await lockDataset(transaction, name)
  await transaction.updateTable("dataset").set({ description, updated: now }).where("id", "=", before.id).execute()
  await audit(transaction, actor, {
    action: "dataset.update",
    object_type: "dataset",
    object: name,
    before: { description: before.description },
    after: { description },
  })
}

async function lockDataset(transaction: Change["transaction"], name: string) {
  const found = await transaction
    .selectFrom("dataset")
    .where("name", "=", name)
    .select(["id", "description", "deleted"])
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined) throw notFound(`There is no dataset "${name}".`)
  if (found.deleted !== null) throw notFound(`The dataset "${name}" was deleted.`)
  return found
}

/** Takes a dataset away that no version was trained on; its name stays taken, drafts lose it. */
export async function deleteDataset({ transaction, actor }: Change, name: string): Promise<void> {
  const { id, description } = await lockDataset(transaction, name)
  // Locked, so that no version can begin to name one of them meanwhile.
  const revisions = await transaction
    .selectFrom("dataset_revision")
    .where("dataset_id", "=", id)
    .select("id")
    .forUpdate()
    .execute()
  const ids = revisions.map((revision) => revision.id)
  const user = await transaction
    .selectFrom("version as v")
    .innerJoin("repository as r", "r.id", "v.repository_id")
    .where("v.dataset_revision_id", "in", [...ids, id])
    .where("v.deleted", "is", null)
    .select(["r.name", "v.number"])
    .executeTakeFirst()
  if (user !== undefined)
    throw new FidelioError("hub/in-use", `The dataset "${name}" is what ${user.name}@${user.number} was trained on.`, {
      hint: "Delete the versions that were trained on it first.",
    })
  await transaction.updateTable("dataset").set({ deleted: now, updated: now }).where("id", "=", id).execute()
  await transaction
    .updateTable("draft")
    .set({ dataset_revision_id: null })
    .where("dataset_revision_id", "in", [...ids, id])
    .execute()
  // What deleted versions name stays as long as they do.
  await transaction
    .deleteFrom("dataset_revision as dr")
    .where("dr.dataset_id", "=", id)
    .where((query) =>
      query.not(
        query.exists(query.selectFrom("version as v").whereRef("v.dataset_revision_id", "=", "dr.id").select("v.id")),
      ),
    )
    .execute()
  await audit(transaction, actor, {
    action: "dataset.delete",
    object_type: "dataset",
    object: name,
    before: { description, revisions: ids.length },
  })
}

/** Adds a table as the next revision; the dataset is made if there is none of that name. Gives its number. */
export async function addRevision(
  { transaction, actor }: Change,
  storage: Pick<Storage, "has">,
  { name, table }: { readonly name: string; readonly table: ReceivedTable },
): Promise<number> {
  await insertDataset({ transaction, actor }, name, "")
  const numbered = await transaction
    .updateTable("dataset")
    .set({ next_revision: sql<number>`next_revision + 1`, updated: now })
    .where("name", "=", name)
    .where("deleted", "is", null)
    .returning(["id", sql<number>`next_revision - 1`.as("number")])
    .executeTakeFirst()
  if (numbered === undefined) throw deletedName(name)
  const { blob, format, source, rows, profile, preview } = table
  await recordBlob(transaction, storage, blob)
  await transaction
    .insertInto("dataset_revision")
    .values({
      dataset_id: numbered.id,
      number: numbered.number,
      sha256: blob.sha256,
      bytes: blob.bytes,
      rows,
      format,
      source: JSON.stringify(source),
      profile: toJson(profile),
      preview: toJson(preview),
      created_by: actor.userId,
    })
    .execute()
  await audit(transaction, actor, {
    action: "dataset.add_revision",
    object_type: "dataset",
    object: `${name}@${numbered.number}`,
    after: { sha256: blob.sha256, rows, columns: profile.length, source: { ...source } },
  })
  return numbered.number
}

/** The database holds no character 0 in its texts. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? part.replaceAll("\0", "�") : part))

const deletedName = (name: string): FidelioError =>
  new FidelioError("hub/exists", takenSentence(name, new Date()), { at: "dataset", hint: "Choose another name." })

/** Before a table is received for it: hub/exists where the name belonged to a dataset that was deleted. */
export async function checkNameIsFree(db: Kysely<Database>, name: string): Promise<void> {
  const found = await db
    .selectFrom("dataset")
    .where("name", "=", name)
    .where("deleted", "is not", null)
    .select("id")
    .executeTakeFirst()
  if (found !== undefined) throw deletedName(name)
}
