// Versions: listed, trained, described, deleted, forked.
import { operations } from "@fidelio/client/contract"
import { change, create } from "../db/change.ts"
import { route } from "../route.ts"
import { deleteVersion, describeVersion } from "../versions/change-version.ts"
import { createVersion } from "../versions/create-version.ts"
import { forkVersion } from "../versions/fork-version.ts"
import { listVersions, readVersion, readVersionById } from "../versions/read-versions.ts"

export const versionRoutes = [
  route(operations.listVersions, ({ params, query, hub }) => listVersions(hub.db, { ...params, ...query })),
  route(operations.trainVersion, async ({ params, body, actor, hub }) => {
    const checked = await hub.configs.do("read", body.config) // before the transaction, which others wait for
    const { parent, ...request } = body
    return create(hub.db, actor, {
      make: (made) => createVersion(made, hub.queue, { ...params, ...request, parent, checked }),
      read: readVersionById,
    })
  }),
  route(operations.getVersion, ({ params, hub }) => readVersion(hub.db, params)),
  route(operations.updateVersion, async ({ params, body, actor, hub }) => {
    const id = await change(hub.db, actor, (made) => describeVersion(made, params, body.description))
    return readVersionById(hub.db, id)
  }),
  route(operations.deleteVersion, ({ params, actor, hub }) =>
    change(hub.db, actor, (made) => deleteVersion(made, params)),
  ),
  route(operations.forkVersion, ({ params, body, actor, hub }) =>
    create(hub.db, actor, { make: (made) => forkVersion(made, params, body), read: readVersionById }),
  ),
]
