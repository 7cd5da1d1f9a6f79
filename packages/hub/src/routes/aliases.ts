// Aliases: moved, removed, and where they have pointed.
import { operations } from "@fidelio/client/contract"
import { change } from "../db/change.ts"
import { route } from "../route.ts"
import { deleteAlias, listAliases, listAliasMoves, moveAlias } from "../versions/aliases.ts"

export const aliasRoutes = [
  route(operations.listAliases, ({ params, hub }) => listAliases(hub.db, params.repository)),
  route(operations.moveAlias, async ({ params, body, actor, hub }) => {
    await change(hub.db, actor, (made) => moveAlias(made, params, body))
    return { name: params.alias, version: body.version }
  }),
  route(operations.deleteAlias, ({ params, query, actor, hub }) =>
    change(hub.db, actor, (made) => deleteAlias(made, params, query.expected)),
  ),
  route(operations.listAliasMoves, ({ params, query, hub }) => listAliasMoves(hub.db, { ...params, ...query })),
]
