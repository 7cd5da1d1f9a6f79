// What everyone did.
import { operations } from "@fidelio/client/contract"
import { sql } from "kysely"
import { z } from "zod"
import { pageOf, readCursor } from "../db/paging.ts"
import { route } from "../route.ts"

const cursorSchema = z.tuple([z.int()])

/** The id of the token that an entry is about; null of other entries. */
const changedToken = sql<string>`case when audit.object_type = 'token' then audit.object::uuid end`

export const auditRoutes = [
  route(operations.listAudit, async ({ query, hub }) => {
    const before = readCursor(query.cursor, cursorSchema)
    let entries = hub.db
      .selectFrom("audit")
      .leftJoin("user", "user.id", "audit.actor_id")
      .leftJoin("token as used", "used.id", "audit.token_id")
      .leftJoin("token as changed", (join) => join.on("changed.id", "=", changedToken))
      .selectAll("audit")
      .select(["user.name", "used.name as token_name", "changed.name as object_name"])
    if (query.object !== undefined) entries = entries.where("audit.object", "=", query.object)
    if (query.action !== undefined) entries = entries.where("audit.action", "=", query.action)
    if (query.actor !== undefined) entries = entries.where("audit.actor_id", "=", query.actor)
    if (before !== undefined) entries = entries.where("audit.id", "<", before[0])
    const rows = await entries
      .orderBy("audit.id", "desc")
      .limit(query.limit + 1)
      .execute()
    return pageOf(rows, query.limit, {
      keyOf: ({ id }) => [id],
      itemOf: ({ at, actor_id, name, ...entry }) => ({
        ...entry,
        at: at.toISOString(),
        actor: actor_id === null ? null : { id: actor_id, name: name ?? "" },
      }),
    })
  }),
]
