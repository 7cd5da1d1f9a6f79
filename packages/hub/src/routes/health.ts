// Whether the hub answers.
import { sql } from "kysely"
import { operations } from "@fidelio/client/contract"
import { FidelioError } from "@fidelio/core/errors"
import { fidelioVersion } from "@fidelio/engine"
import { route } from "../route.ts"

export const healthRoutes = [
  route(operations.getHealth, async ({ hub }) => {
    try {
      await sql`select 1`.execute(hub.db)
    } catch (cause) {
      throw new FidelioError("hub/busy", "The database does not answer.", { cause })
    }
    return { status: "ok", version: fidelioVersion() } as const
  }),
]
