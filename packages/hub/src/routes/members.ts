// Members: who works here, in which role, and links for them to sign in.
import { operations, type Member } from "@fidelio/client/contract"
import { FidelioError } from "@fidelio/core/errors"
import { sql, type Selectable, type Transaction } from "kysely"
import { z } from "zod"
import { createSignInLink } from "../auth/sign-in.ts"
import { audit } from "../db/audit.ts"
import { isUniqueViolation } from "../db/connect.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { route } from "../route.ts"

export const memberOf = (row: Selectable<Database["user"]>): Member => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  is_active: row.is_active,
  created: row.created.toISOString(),
  last_seen: row.last_seen?.toISOString() ?? null,
})

const cursorSchema = z.tuple([z.string(), z.uuid()])

const listMembers = route(operations.listMembers, async ({ query, hub }) => {
  const after = readCursor(query.cursor, cursorSchema)
  let members = hub.db.selectFrom("user").selectAll()
  if (after !== undefined) members = members.where(sql<boolean>`(lower(name), id) > (${after[0]}, ${after[1]}::uuid)`)
  const rows = await members
    .select(sql<string>`lower(name)`.as("sort"))
    .orderBy(sql`lower(name)`)
    .orderBy("id")
    .limit(query.limit + 1)
    .execute()
  return pageOf(rows, query.limit, { keyOf: ({ sort, id }) => [sort, id], itemOf: memberOf })
})

const createMember = route(operations.createMember, async ({ body, actor, hub }) => {
  try {
    return await hub.db.transaction().execute(async (transaction) => {
      const row = await transaction.insertInto("user").values(body).returningAll().executeTakeFirstOrThrow()
      await audit(transaction, actor, {
        action: "member.create",
        object_type: "member",
        object: row.email,
        after: body,
      })
      const sign_in_link = await createSignInLink(transaction, { userId: row.id, url: hub.url })
      return { member: memberOf(row), sign_in_link }
    })
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause
    throw new FidelioError("hub/exists", `There is a member with the address ${body.email}.`, { at: "email", cause })
  }
})

const updateMember = route(operations.updateMember, async ({ params, body, actor, hub }) =>
  hub.db.transaction().execute(async (transaction) => {
    await oneByOne(transaction)
    const before = await memberRow(transaction, params.id)
    const { name = before.name, role = before.role, is_active = before.is_active } = body
    const row = { ...before, name, role, is_active }
    const wasAdmin = before.role === "admin" && before.is_active
    if (wasAdmin && !(row.role === "admin" && row.is_active)) await checkOtherAdmin(transaction, params.id)
    await transaction.updateTable("user").set({ name, role, is_active }).where("id", "=", params.id).execute()
    await audit(transaction, actor, {
      action: "member.update",
      object_type: "member",
      object: row.email,
      before: { name: before.name, role: before.role, is_active: before.is_active },
      after: { name, role, is_active },
    })
    return memberOf(row)
  }),
)

const createLink = route(operations.createSignInLink, async ({ params, actor, hub }) =>
  hub.db.transaction().execute(async (transaction) => {
    const { is_active, email } = await memberRow(transaction, params.id)
    if (!is_active)
      throw new FidelioError("hub/conflict", "The member has been shut out.", { hint: "Let them in first." })
    await audit(transaction, actor, { action: "sign_in_link.create", object_type: "member", object: email })
    return await createSignInLink(transaction, { userId: params.id, url: hub.url })
  }),
)

/** Changes of members follow one another, so that of two admins who shut out one another at once only one does. */
const oneByOne = (transaction: Transaction<Database>): Promise<unknown> =>
  transaction.selectFrom("organisation").select("name").forNoKeyUpdate().executeTakeFirstOrThrow()

/** Locked; what merely refers to the member, as the audit log does, need not wait. */
async function memberRow(transaction: Transaction<Database>, id: string): Promise<Selectable<Database["user"]>> {
  const row = await transaction.selectFrom("user").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst()
  if (row !== undefined) return row
  throw new FidelioError("hub/not-found", `There is no member "${id}".`)
}

async function checkOtherAdmin(transaction: Transaction<Database>, id: string): Promise<void> {
  const admins = await transaction
    .selectFrom("user")
    .select("id")
    .where("role", "=", "admin")
    .where("is_active", "=", true)
    .execute()
  if (admins.some((admin) => admin.id !== id)) return
  throw new FidelioError("hub/conflict", "This is the last admin.", { hint: "Make somebody else an admin first." })
}

export const memberRoutes = [listMembers, createMember, updateMember, createLink]
