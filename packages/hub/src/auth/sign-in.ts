// Signing in: links that work once, and the sessions of browsers.
import type { Kysely, Transaction } from "kysely"
import { FidelioError } from "@fidelio/core/errors"
import type { Role, SignInLink } from "@fidelio/client"
import { audit } from "../db/audit.ts"
import type { Database } from "../db/schema.ts"
import { lowerRole } from "./roles.ts"
import { hashOf, isToken, makeSecret } from "./secrets.ts"

const hour = 3_600_000
const linkMs = 24 * hour
const sessionMs = 14 * 24 * hour

export interface NewSession {
  readonly id: string
  /** For the cookie. */
  readonly secret: string
  readonly userId: string
  /** The lower of the user's and the token's. */
  readonly role: Role
  readonly expires: Date
}

/** A link for a member to sign in with, once. The secret is behind `#`, which browsers do not send, and servers do not log. */
export async function createSignInLink(
  db: Kysely<Database>,
  { userId, url }: { readonly userId: string; readonly url: string },
): Promise<SignInLink> {
  const secret = makeSecret()
  const expires = new Date(Date.now() + linkMs)
  await db
    .insertInto("sign_in_link")
    .values({ user_id: userId, secret_hash: hashOf(secret), expires })
    .execute()
  return { url: `${url}/sign-in#${secret}`, expires: expires.toISOString() }
}

/** A session for the secret of a link, which is used up, or for a personal token. */
export async function signIn(db: Kysely<Database>, secret: string): Promise<NewSession> {
  return await db.transaction().execute(async (transaction) => {
    const owner = isToken(secret) ? await ownerOfToken(transaction, secret) : await useLink(transaction, secret)
    if (owner === undefined) {
      throw new FidelioError("hub/credentials", "The link or token is not valid: unknown, used, expired or revoked.", {
        hint: "Ask an admin for a new link; it works once.",
      })
    }
    const session = { secret: makeSecret(), expires: new Date(Date.now() + sessionMs) }
    const { id } = await transaction
      .insertInto("session")
      .values({
        user_id: owner.userId,
        token_id: owner.tokenId,
        secret_hash: hashOf(session.secret),
        csrf_token: makeSecret(),
        expires: session.expires,
      })
      .returning("id")
      .executeTakeFirstOrThrow()
    await audit(transaction, owner, { action: "session.create", object_type: "session", object: id })
    return { id, userId: owner.userId, role: owner.role, ...session }
  })
}

interface Owner {
  readonly userId: string
  readonly tokenId: string | null
  readonly role: Role
}

/** One statement finds it and marks it, so that of two at once only one is let in. */
async function useLink(transaction: Transaction<Database>, secret: string): Promise<Owner | undefined> {
  const row = await transaction
    .updateTable("sign_in_link")
    .from("user")
    .set({ used: new Date() })
    .whereRef("user.id", "=", "sign_in_link.user_id")
    .where("user.is_active", "=", true)
    .where("secret_hash", "=", hashOf(secret))
    .where("used", "is", null)
    .where("expires", ">", new Date())
    .returning(["user_id", "user.role"])
    .executeTakeFirst()
  return row && { userId: row.user_id, tokenId: null, role: row.role }
}

/** The session may do what the token may, as long as it may. */
async function ownerOfToken(transaction: Transaction<Database>, secret: string): Promise<Owner | undefined> {
  const row = await transaction
    .selectFrom("token")
    .innerJoin("user", "user.id", "token.user_id")
    .select(["user.id as user_id", "token.id as token_id", "token.role as token_role", "user.role"])
    .where("secret_hash", "=", hashOf(secret))
    .where("kind", "=", "personal")
    .where("revoked", "is", null)
    .where((is) => is.or([is("expires", "is", null), is("expires", ">", new Date())]))
    .where("user.is_active", "=", true)
    .executeTakeFirst()
  return row && { userId: row.user_id, tokenId: row.token_id, role: lowerRole(row.role, row.token_role) }
}
