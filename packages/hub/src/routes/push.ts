// A model that was trained elsewhere, as a version.
import { operations } from "@fidelio/client/contract"
import { create } from "../db/change.ts"
import { readPushed } from "../push/read-pushed.ts"
import { recordPushed } from "../push/record-pushed.ts"
import { route } from "../route.ts"
import { readVersionById } from "../versions/read-versions.ts"

export const pushRoutes = [
  route(operations.pushVersion, async ({ params, body, actor, hub }) => {
    const { files, ...request } = body
    const pushed = await readPushed(hub, files) // before the transaction, which others wait for
    return create(hub.db, actor, {
      make: (made) => recordPushed(made, hub.storage, { ...params, ...request, pushed }),
      read: readVersionById,
    })
  }),
]
