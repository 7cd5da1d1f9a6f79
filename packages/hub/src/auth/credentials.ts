// From what a request shows to who asks: a token, or a browser's session.
import { sql, type Kysely } from "kysely"
import { FidelioError } from "@fidelio/core/errors"
import type { Actor } from "../context.ts"
import { BatchedReads } from "../db/batched-reads.ts"
import type { Database } from "../db/schema.ts"
import { lowerRole } from "./roles.ts"
import { hashOf } from "./secrets.ts"
import { useTimes, type UseTimes } from "./use-times.ts"

export interface Shown {
  /** The header `Authorization`. */
  readonly authorization: string | undefined
  /** The secret of the session's cookie. */
  readonly session: string | undefined
}

export interface Identity {
  readonly actor: Actor
  /** What changes must bring; undefined for tokens, which no page sends by itself. */
  readonly csrfToken: string | undefined
}

export interface IdentityKeeper {
  readonly db: Kysely<Database>
  readonly times: UseTimes
  /** Tokens that are valid, by their hashes in hexadecimal digits. */
  readonly tokens: BatchedReads<string, TokenRow>
}

export const identityKeeper = (db: Kysely<Database>): IdentityKeeper => ({
  db,
  times: useTimes(db),
  tokens: new BatchedReads(async (hashes) => new Map((await validTokens(db, hashes)).map((row) => [row.hash, row]))),
})

/** Raises hub/credentials where nothing is shown, or nothing that is valid. */
export async function identify(keeper: IdentityKeeper, { authorization, session }: Shown): Promise<Identity> {
  if (authorization !== undefined) {
    const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    const identity = token === undefined ? undefined : await identityOfToken(keeper, token)
    if (identity !== undefined) return identity
    throw refused("has a token that is not valid: unknown, expired or revoked")
  }
  if (session === undefined) throw refused("has no token and no session")
  const identity = await identityOfSession(keeper, session)
  if (identity !== undefined) return identity
  throw refused("has a session that has ended")
}

const refused = (what: string): FidelioError =>
  new FidelioError("hub/credentials", `The request ${what}.`, {
    hint: 'Sign in, or send the header "Authorization: Bearer <token>".',
  })

const validTokens = (db: Kysely<Database>, hashes: readonly string[]) =>
  db
    .selectFrom("token")
    .innerJoin("user", "user.id", "token.user_id")
    .select(["token.id", "token.last_used", "token.role as token_role"])
    .select(["user.id as user_id", "user.name", "user.role", "user.last_seen"])
    .select(sql<string>`encode(token.secret_hash, 'hex')`.as("hash"))
    .where("token.secret_hash", "=", sql<Buffer>`any(${hashes.map((hash) => Buffer.from(hash, "hex"))}::bytea[])`)
    .where("token.revoked", "is", null)
    .where((is) => is.or([is("token.expires", "is", null), is("token.expires", ">", new Date())]))
    .where("user.is_active", "=", true)
    .execute()

type TokenRow = Awaited<ReturnType<typeof validTokens>>[number]

async function identityOfToken({ tokens, times }: IdentityKeeper, token: string): Promise<Identity | undefined> {
  const row = await tokens.read(hashOf(token).toString("hex"))
  if (row === undefined) return undefined
  await times.ofToken(row.id, row.last_used)
  await times.ofUser(row.user_id, row.last_seen)
  const role = lowerRole(row.role, row.token_role)
  return {
    actor: { userId: row.user_id, name: row.name, role, tokenId: row.id, sessionId: null },
    csrfToken: undefined,
  }
}

async function identityOfSession({ db, times }: IdentityKeeper, secret: string): Promise<Identity | undefined> {
  const row = await db
    .selectFrom("session")
    .innerJoin("user", "user.id", "session.user_id")
    .leftJoin("token", "token.id", "session.token_id") // what it was begun with, if that was a token
    .select(["session.id", "session.csrf_token", "token.role as token_role"])
    .select(["user.id as user_id", "user.name", "user.role", "user.last_seen"])
    .where("session.secret_hash", "=", hashOf(secret))
    .where("session.expires", ">", new Date())
    .where("token.revoked", "is", null)
    .where((is) => is.or([is("token.expires", "is", null), is("token.expires", ">", new Date())]))
    .where("user.is_active", "=", true)
    .executeTakeFirst()
  if (row === undefined) return undefined
  await times.ofUser(row.user_id, row.last_seen)
  const { id, csrf_token, user_id, name } = row
  const role = row.token_role === null ? row.role : lowerRole(row.role, row.token_role)
  return { actor: { userId: user_id, name, role, tokenId: null, sessionId: id }, csrfToken: csrf_token }
}
