// The organisation: one a hub.
import { operations } from "@fidelio/client/contract"
import { audit } from "../db/audit.ts"
import { route } from "../route.ts"

export const organisationRoutes = [
  route(operations.getOrganisation, async ({ hub }) => {
    const { name, created } = await hub.db.selectFrom("organisation").selectAll().executeTakeFirstOrThrow()
    return { name, created: created.toISOString() }
  }),
  route(operations.updateOrganisation, async ({ body, actor, hub }) =>
    hub.db.transaction().execute(async (transaction) => {
      const before = await transaction.selectFrom("organisation").select("name").forUpdate().executeTakeFirstOrThrow()
      const { created } = await transaction
        .updateTable("organisation")
        .set({ name: body.name })
        .returning("created")
        .executeTakeFirstOrThrow()
      const change = { action: "organisation.update", object_type: "organisation", object: body.name }
      await audit(transaction, actor, { ...change, before, after: body })
      return { name: body.name, created: created.toISOString() }
    }),
  ),
]
