// Finds a repository by its name, and locks it where something in it is to change.
import { FidelioError } from "@fidelio/core"
import { sql, type Kysely, type Transaction } from "kysely"
import type { Database } from "../db/schema.ts"

export const notFound = (sentence: string): FidelioError => new FidelioError("hub/not-found", sentence)

/** Its id; hub/not-found where there is none. */
export async function requireRepository(db: Kysely<Database>, name: string): Promise<string> {
  const found = await db.selectFrom("repository").where("name", "=", name).select(["id", "deleted"]).executeTakeFirst()
  if (found === undefined) throw notFound(`There is no repository "${name}".`)
  if (found.deleted !== null) throw notFound(`The repository "${name}" was deleted.`)
  return found.id
}

/**
 * Its id. The row is locked until the transaction ends, so that changes in one repository follow one another, and its
 * time is that of this change. Whatever else a change locks, it locks afterwards.
 */
export async function lockRepository(transaction: Transaction<Database>, name: string): Promise<string> {
  const locked = await transaction
    .updateTable("repository")
    .set({ updated: sql<Date>`clock_timestamp()` })
    .where("name", "=", name)
    .where("deleted", "is", null)
    .returning("id")
    .executeTakeFirst()
  return locked?.id ?? requireRepository(transaction, name)
}
