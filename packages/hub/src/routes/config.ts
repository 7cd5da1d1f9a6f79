// Configs before they are trained: what is wrong with them, and the schema that editors know.
import { operations } from "@fidelio/client/contract"
import { configJsonSchema, type Json } from "@fidelio/core"
import { route } from "../route.ts"
import { findRevision } from "../versions/dataset-revisions.ts"

let schema: Record<string, Json> | undefined

export const configRoutes = [
  route(operations.checkConfig, async ({ body, hub }) => {
    const revision = body.dataset === undefined ? undefined : await findRevision(hub.db, body.dataset)
    return hub.configs.do("problems", body.config, revision)
  }),
  route(operations.getConfigSchema, () => {
    schema ??= configJsonSchema() as Record<string, Json> // JSON Schema is JSON
    return Promise.resolve(schema)
  }),
]
