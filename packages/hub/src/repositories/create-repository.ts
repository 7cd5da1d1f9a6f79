// Makes, changes and deletes repositories.
import { FidelioError, type Json } from "@fidelio/core"
import { sql } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import { lockRepository, notFound } from "./find-repository.ts"

export interface NewRepository {
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  /** The id of the version that it is forked from. */
  readonly forkedFrom?: string | undefined
}

/** Its id; hub/exists where the name is or was another's. */
export async function createRepository(
  { transaction, actor }: Change,
  { name, description, tags, forkedFrom }: NewRepository,
): Promise<string> {
  const now = sql<Date>`clock_timestamp()`
  const made = await transaction
    .insertInto("repository")
    .values({
      name,
      description,
      tags: [...new Set(tags)],
      owner_id: actor.userId,
      forked_from: forkedFrom ?? null,
      created: now,
      updated: now,
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("id")
    .executeTakeFirst()
  if (made === undefined) throw await nameIsTaken({ transaction, actor }, name)
  await audit(transaction, actor, {
    action: "repository.create",
    object_type: "repository",
    object: name,
    after: { description, tags },
  })
  return made.id
}

async function nameIsTaken({ transaction }: Change, name: string): Promise<FidelioError> {
  const other = await transaction.selectFrom("repository").where("name", "=", name).select("deleted").executeTakeFirst()
  const isDeleted = other !== undefined && other.deleted !== null
  return new FidelioError(
    "hub/exists",
    isDeleted
      ? `The name "${name}" belonged to a repository that was deleted.`
      : `There is a repository "${name}" already.`,
    { at: "name", hint: "Choose another name." },
  )
}

export interface RepositoryChange {
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly owner?: string | undefined
}

export async function updateRepository(
  { transaction, actor }: Change,
  name: string,
  { description, tags, owner }: RepositoryChange,
): Promise<void> {
  const id = await lockRepository(transaction, name)
  const before = await transaction
    .selectFrom("repository")
    .where("id", "=", id)
    .select(["description", "tags", "owner_id"])
    .executeTakeFirstOrThrow()
  const after = {
    description: description ?? before.description,
    tags: tags === undefined ? before.tags : [...new Set(tags)],
    owner_id: owner ?? before.owner_id,
  }
  if (owner !== undefined) await requireUser({ transaction, actor }, owner)
  await transaction.updateTable("repository").set(after).where("id", "=", id).execute()
  await audit(transaction, actor, {
    action: "repository.update",
    object_type: "repository",
    object: name,
    before: before satisfies Json,
    after: after satisfies Json,
  })
}

async function requireUser({ transaction }: Change, id: string): Promise<void> {
  const user = await transaction
    .selectFrom("user")
    .where("id", "=", id)
    .where("is_active", "=", true)
    .select("id")
    .executeTakeFirst()
  if (user === undefined) throw notFound(`There is no member ${id}.`)
}

/** Marks it as deleted, with its versions and drafts; its name stays taken. */
export async function deleteRepository({ transaction, actor }: Change, name: string): Promise<void> {
  const id = await lockRepository(transaction, name)
  const alias = await transaction.selectFrom("alias").where("repository_id", "=", id).select("name").executeTakeFirst()
  if (alias !== undefined)
    throw new FidelioError("hub/in-use", `The repository "${name}" has the alias ${alias.name}.`, {
      hint: "Remove its aliases first.",
    })
  const running = await transaction
    .selectFrom("version")
    .where("repository_id", "=", id)
    .where("status", "in", ["queued", "preprocessing", "training", "evaluating"])
    .select("number")
    .executeTakeFirst()
  if (running !== undefined)
    throw new FidelioError("hub/in-use", `${name}@${running.number} is being trained.`, {
      hint: "Cancel its trainings first, or wait for them.",
    })
  await transaction.deleteFrom("draft").where("repository_id", "=", id).execute()
  await transaction
    .updateTable("repository")
    .set({ deleted: sql<Date>`clock_timestamp()` })
    .where("id", "=", id)
    .execute()
  await audit(transaction, actor, { action: "repository.delete", object_type: "repository", object: name })
}
