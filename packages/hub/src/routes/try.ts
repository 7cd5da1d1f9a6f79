// Ready versions answer predictions.
import { operations, type JsonValue } from "@fidelio/client/contract"
import { route } from "../route.ts"
import { findVersion, notReady } from "../versions/read-versions.ts"

export const tryRoutes = [
  route(operations.getSignature, async ({ params, hub }) => {
    const version = await findVersion(hub.db, params)
    const { signature } = await hub.db
      .selectFrom("version")
      .select("signature")
      .where("id", "=", version.id)
      .executeTakeFirstOrThrow()
    if (signature === null) throw notReady(version)
    return signature
  }),
  route(operations.predict, async ({ params, body, hub }) => {
    const version = await findVersion(hub.db, params)
    if (version.status !== "ready") throw notReady(version)
    const predictions = await hub.models.predict(version.id, body.rows)
    return { predictions: predictions as Record<string, JsonValue>[] } // what `fidelio serve` writes as JSON
  }),
]
