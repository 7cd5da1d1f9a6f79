// Signing in and out, and who one is.
import { operations, type Session } from "@fidelio/client/contract"
import type { Role } from "@fidelio/client"
import type { Kysely } from "kysely"
import { signIn } from "../auth/sign-in.ts"
import { lowerRole } from "../auth/roles.ts"
import { audit } from "../db/audit.ts"
import type { Database } from "../db/schema.ts"
import { route } from "../route.ts"
import { memberOf } from "./members.ts"

interface Credentials {
  readonly userId: string
  readonly sessionId: string | null
  readonly tokenId: string | null
  readonly role: Role
}

async function sessionOf(db: Kysely<Database>, { userId, sessionId, tokenId, role }: Credentials): Promise<Session> {
  const user = await db.selectFrom("user").selectAll().where("id", "=", userId).executeTakeFirstOrThrow()
  const organisation = await db.selectFrom("organisation").selectAll().executeTakeFirstOrThrow()
  const session =
    sessionId === null
      ? undefined
      : await db.selectFrom("session").selectAll().where("id", "=", sessionId).executeTakeFirst()
  const token =
    tokenId === null
      ? undefined
      : await db.selectFrom("token").select("expires").where("id", "=", tokenId).executeTakeFirst()
  return {
    user: memberOf(user),
    organisation: { name: organisation.name, created: organisation.created.toISOString() },
    csrf_token: session?.csrf_token ?? "",
    role: lowerRole(role, user.role),
    expires: (session ?? token)?.expires?.toISOString() ?? null,
  }
}

export const sessionRoutes = [
  route(operations.signIn, async ({ body, hub, cookie }) => {
    const { id, secret, userId, role, expires } = await signIn(hub.db, body.secret)
    cookie.set(secret, expires)
    return await sessionOf(hub.db, { userId, sessionId: id, tokenId: null, role })
  }),
  route(operations.getSession, async ({ actor, hub }) => await sessionOf(hub.db, actor)),
  route(operations.signOut, async ({ actor, hub, cookie }) => {
    const { sessionId } = actor
    cookie.clear()
    if (sessionId === null) return
    await hub.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("session").where("id", "=", sessionId).execute()
      await audit(transaction, actor, { action: "session.delete", object_type: "session", object: sessionId })
    })
  }),
]
