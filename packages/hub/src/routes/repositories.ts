// Repositories: found, made, changed, deleted.
import { operations } from "@fidelio/client/contract"
import { change, create } from "../db/change.ts"
import { createRepository, deleteRepository, updateRepository } from "../repositories/create-repository.ts"
import { listRepositories, readRepository } from "../repositories/list-repositories.ts"
import { route } from "../route.ts"

export const repositoryRoutes = [
  route(operations.listRepositories, ({ query, hub }) => listRepositories(hub.db, query)),
  route(operations.createRepository, ({ body, actor, hub }) =>
    create(hub.db, actor, {
      make: (made) => createRepository(made, body),
      read: (transaction) => readRepository(transaction, body.name),
    }),
  ),
  route(operations.getRepository, ({ params, hub }) => readRepository(hub.db, params.repository)),
  route(operations.updateRepository, async ({ params, body, actor, hub }) => {
    await change(hub.db, actor, (made) => updateRepository(made, params.repository, body))
    return readRepository(hub.db, params.repository)
  }),
  route(operations.deleteRepository, ({ params, actor, hub }) =>
    change(hub.db, actor, (made) => deleteRepository(made, params.repository)),
  ),
]
