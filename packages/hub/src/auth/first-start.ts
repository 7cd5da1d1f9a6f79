// What a hub has before anybody has used it: its organisation, and an admin who comes in by a link.
import { FidelioError } from "@fidelio/core/errors"
import type { SignInLink } from "@fidelio/client"
import type { Kysely } from "kysely"
import { audit } from "../db/audit.ts"
import type { Database } from "../db/schema.ts"
import { createSignInLink } from "./sign-in.ts"

/** Of two servers that start at once on one database, one makes them. */
export async function prepareOrganisation(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const made = await transaction
      .insertInto("organisation")
      .values({ name: "My organisation" })
      .onConflict((conflict) => conflict.doNothing())
      .returning("name")
      .executeTakeFirst()
    if (made === undefined) return
    const admin = { name: "Admin", email: "admin@localhost", role: "admin" } as const
    await transaction.insertInto("user").values(admin).execute()
    const object = { object_type: "member", object: admin.email }
    await audit(transaction, undefined, { action: "member.create", ...object, after: admin })
  })
}

/** A link for the first admin who is let in: whoever starts a hub owns its data. */
export async function createAdminLink(db: Kysely<Database>, url: string): Promise<SignInLink> {
  return await db.transaction().execute(async (transaction) => {
    const admin = await transaction
      .selectFrom("user")
      .select(["id", "email"])
      .where("role", "=", "admin")
      .where("is_active", "=", true)
      .orderBy("created")
      .executeTakeFirst()
    if (admin === undefined) throw new FidelioError("hub/not-found", "The organisation has no admin.")
    await audit(transaction, undefined, { action: "sign_in_link.create", object_type: "member", object: admin.email })
    return await createSignInLink(transaction, { userId: admin.id, url })
  })
}

/** Whether no admin has come in yet. */
export async function isUnused(db: Kysely<Database>): Promise<boolean> {
  const seen = await db
    .selectFrom("user")
    .select("id")
    .where("role", "=", "admin")
    .where("last_seen", "is not", null)
    .executeTakeFirst()
  return seen === undefined
}
