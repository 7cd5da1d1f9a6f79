// Files that a pushed version will name.
import { operations } from "@fidelio/client/contract"
import { change } from "../db/change.ts"
import { audit } from "../db/audit.ts"
import { route } from "../route.ts"
import { recordBlob } from "../storage/record-blob.ts"

export const blobRoutes = [
  route(operations.uploadBlob, async ({ body, actor, hub, signal }) => {
    const blob = await hub.storage.put(body, { limit: hub.limits.maxUpload, signal })
    await change(hub.db, actor, async ({ transaction }) => {
      await recordBlob(transaction, hub.storage, blob)
      await audit(transaction, actor, {
        action: "blob.upload",
        object_type: "blob",
        object: blob.sha256,
        after: { bytes: blob.bytes },
      })
    })
    return blob
  }),
]
