// Tokens: made, listed, revoked. A secret is told once, when it is made.
import { operations, type Token } from "@fidelio/client/contract"
import { FidelioError } from "@fidelio/core/errors"
import { sql, type Kysely } from "kysely"
import { z } from "zod"
import { checkRole, mayActAs } from "../auth/roles.ts"
import { hashOf, makeToken, prefixOf } from "../auth/secrets.ts"
import { audit } from "../db/audit.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { route } from "../route.ts"

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** Tokens with their owners, without what is secret of them. */
const selectTokens = (db: Kysely<Database>) =>
  db
    .selectFrom("token")
    .innerJoin("user", "user.id", "token.user_id")
    .select(["token.id", "token.name", "token.kind", "token.role", "token.prefix", "token.created", "token.expires"])
    .select(["token.last_used", "token.revoked", "user.id as user_id", "user.name as user_name"])

type TokenRow = Awaited<ReturnType<ReturnType<typeof selectTokens>["executeTakeFirstOrThrow"]>>

const tokenOf = (row: TokenRow): Token => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  role: row.role,
  prefix: row.prefix,
  owner: { id: row.user_id, name: row.user_name },
  created: row.created.toISOString(),
  expires: row.expires?.toISOString() ?? null,
  last_used: row.last_used?.toISOString() ?? null,
  revoked: row.revoked?.toISOString() ?? null,
})

const listTokens = route(operations.listTokens, async ({ query, actor, hub }) => {
  const after = readCursor(query.cursor, cursorSchema)
  let tokens = selectTokens(hub.db)
  if (!mayActAs(actor.role, "admin")) tokens = tokens.where("token.user_id", "=", actor.userId)
  if (after !== undefined)
    tokens = tokens.where(sql<boolean>`(token.created, token.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const rows = await tokens
    .orderBy("token.created", "desc")
    .orderBy("token.id", "desc")
    .limit(query.limit + 1)
    .execute()
  return pageOf(rows, query.limit, { keyOf: ({ created, id }) => [created, id], itemOf: tokenOf })
})

const dayMs = 86_400_000

const createToken = route(operations.createToken, async ({ body, actor, hub }) => {
  const { name, kind, role, expires_in_days } = body
  checkRole(actor.role, role)
  if (kind === "service") checkRole(actor.role, "admin")
  const secret = makeToken()
  const expires = new Date(Date.now() + expires_in_days * dayMs)
  return await hub.db.transaction().execute(async (transaction) => {
    const { id } = await transaction
      .insertInto("token")
      .values({
        name,
        kind,
        role,
        expires,
        prefix: prefixOf(secret),
        secret_hash: hashOf(secret),
        user_id: actor.userId,
      })
      .returning("id")
      .executeTakeFirstOrThrow()
    const after = { name, kind, role, expires: expires.toISOString() }
    await audit(transaction, actor, { action: "token.create", object_type: "token", object: id, after })
    const row = await selectTokens(transaction).where("token.id", "=", id).executeTakeFirstOrThrow()
    return { token: tokenOf(row), secret }
  })
})

const revokeToken = route(operations.revokeToken, async ({ params, actor, hub }) => {
  await hub.db.transaction().execute(async (transaction) => {
    const token = await transaction
      .selectFrom("token")
      .select(["name", "user_id", "revoked"])
      .where("id", "=", params.id)
      .forUpdate()
      .executeTakeFirst()
    // Others' tokens are not there for those who may not list them.
    if (token === undefined || (token.user_id !== actor.userId && !mayActAs(actor.role, "admin")))
      throw new FidelioError("hub/not-found", `There is no token "${params.id}".`)
    if (token.revoked !== null) return
    await transaction.updateTable("token").set({ revoked: new Date() }).where("id", "=", params.id).execute()
    const before = { name: token.name }
    await audit(transaction, actor, { action: "token.revoke", object_type: "token", object: params.id, before })
  })
})

export const tokenRoutes = [listTokens, createToken, revokeToken]
