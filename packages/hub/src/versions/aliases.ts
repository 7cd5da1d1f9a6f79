// Aliases: names that move from version to version, by compare-and-swap, with a history.
import { FidelioError } from "@fidelio/core"
import type { AnswerOf, Operations } from "@fidelio/client"
import { sql, type Kysely, type Transaction } from "kysely"
import { z } from "zod"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { lockRepository, notFound, requireRepository } from "../repositories/find-repository.ts"
import { findVersion, notReady } from "./read-versions.ts"
import { timeOf } from "./version-rows.ts"

export interface AliasPlace {
  readonly repository: string
  readonly alias: string
}

/** What is expected of an alias, and where it is to go. */
export interface AliasMove {
  readonly version: number
  /** Null: it is not there yet. */
  readonly expected: number | null
}

/** Lets an alias name a version that is ready, if it still names the one that is expected; else hub/conflict. */
export async function moveAlias({ transaction, actor }: Change, place: AliasPlace, move: AliasMove): Promise<void> {
  const repositoryId = await lockRepository(transaction, place.repository)
  const version = await findVersion(transaction, { repository: place.repository, version: String(move.version) })
  await expectAlias(transaction, { ...place, repositoryId }, move.expected)
  if (version.status !== "ready") throw notReady(version)
  if (move.expected === move.version) return
  const moved = { version_id: version.id, moved_by: actor.userId, moved: sql<Date>`clock_timestamp()` }
  await transaction
    .insertInto("alias")
    .values({ repository_id: repositoryId, name: place.alias, ...moved })
    .onConflict((conflict) => conflict.columns(["repository_id", "name"]).doUpdateSet(moved))
    .execute()
  await record({ transaction, actor }, { ...place, repositoryId }, { from: move.expected, to: move.version })
}

/** Takes an alias away, if it still names the version that is expected; else hub/conflict. */
export async function deleteAlias({ transaction, actor }: Change, place: AliasPlace, expected: number): Promise<void> {
  const repositoryId = await lockRepository(transaction, place.repository)
  await expectAlias(transaction, { ...place, repositoryId }, expected)
  await transaction
    .deleteFrom("alias")
    .where("repository_id", "=", repositoryId)
    .where("name", "=", place.alias)
    .execute()
  await record({ transaction, actor }, { ...place, repositoryId }, { from: expected, to: null })
}

interface FoundAlias extends AliasPlace {
  readonly repositoryId: string
}

/** Compares an alias with what is expected of it. The repository is locked, so that it stays as it is found. */
async function expectAlias(
  transaction: Transaction<Database>,
  { repositoryId, repository, alias }: FoundAlias,
  expected: number | null,
): Promise<void> {
  const found = await transaction
    .selectFrom("alias as a")
    .innerJoin("version as v", "v.id", "a.version_id")
    .where("a.repository_id", "=", repositoryId)
    .where("a.name", "=", alias)
    .select("v.number")
    .executeTakeFirst()
  const number = found?.number ?? null
  if (number === expected) return
  if (number === null && expected !== null) throw notFound(`The repository "${repository}" has no alias "${alias}".`)
  const expectation = expected === null ? "it was expected to be new" : `${repository}@${expected} was expected`
  throw new FidelioError("hub/conflict", `The alias "${alias}" names ${repository}@${number}; ${expectation}.`, {
    hint: "Somebody was quicker. Look at what it names now; it can be moved from there.",
  })
}

interface Step {
  readonly from: number | null
  readonly to: number | null
}

async function record({ transaction, actor }: Change, alias: FoundAlias, { from, to }: Step): Promise<void> {
  await transaction
    .insertInto("alias_move")
    .values({
      repository_id: alias.repositoryId,
      name: alias.alias,
      from_number: from,
      to_number: to,
      moved_by: actor.userId,
      at: sql<Date>`clock_timestamp()`,
    })
    .execute()
  await audit(transaction, actor, {
    action: to === null ? "alias.delete" : "alias.move",
    object_type: "alias",
    object: `${alias.repository}@${alias.alias}`,
    before: { version: from },
    after: { version: to },
  })
}

type Aliases = AnswerOf<Operations["listAliases"]>
type Moves = AnswerOf<Operations["listAliasMoves"]>

export async function listAliases(db: Kysely<Database>, repository: string): Promise<Aliases> {
  const id = await requireRepository(db, repository)
  const rows = await db
    .selectFrom("alias as a")
    .innerJoin("version as v", "v.id", "a.version_id")
    .innerJoin("user as u", "u.id", "a.moved_by")
    .where("a.repository_id", "=", id)
    .orderBy("a.name")
    .select(["a.name", "v.number", "a.moved", "u.id as user_id", "u.name as user_name"])
    .execute()
  return {
    items: rows.map((row) => ({
      name: row.name,
      version: row.number,
      moved: timeOf(row.moved),
      moved_by: { id: row.user_id, name: row.user_name },
    })),
  }
}

export interface MovesQuery extends AliasPlace {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Where an alias has pointed, the newest first; of one that was removed, too. */
export async function listAliasMoves(
  db: Kysely<Database>,
  { repository, alias, cursor, limit }: MovesQuery,
): Promise<Moves> {
  const id = await requireRepository(db, repository)
  const after = readCursor(cursor, z.tuple([z.int()]))
  let select = db
    .selectFrom("alias_move as m")
    .innerJoin("user as u", "u.id", "m.moved_by")
    .where("m.repository_id", "=", id)
    .where("m.name", "=", alias)
    .orderBy("m.id", "desc")
    .limit(limit + 1)
    .select(["m.id", "m.from_number", "m.to_number", "m.at", "u.id as user_id", "u.name as user_name"])
  if (after !== undefined) select = select.where("m.id", "<", after[0])
  const rows = await select.execute()
  if (rows.length === 0 && after === undefined)
    throw notFound(`The repository "${repository}" has no alias "${alias}".`)
  const { items, next_cursor } = pageOf(rows, limit, {
    keyOf: (row) => [row.id],
    itemOf: (row) => ({
      from: row.from_number,
      to: row.to_number,
      at: timeOf(row.at),
      by: { id: row.user_id, name: row.user_name },
    }),
  })
  return { items: [...items], next_cursor }
}
