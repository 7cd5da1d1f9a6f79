// The log of a version's training, oldest first.
import type { Kysely } from "kysely"
import type { LogLine, Page } from "@fidelio/client"
import { z } from "zod"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import type { FoundVersion } from "./read-versions.ts"
import { timeOf } from "./version-rows.ts"

interface LogQuery {
  readonly cursor?: string | undefined
  readonly limit: number
}

export async function listLog(
  db: Kysely<Database>,
  { id }: Pick<FoundVersion, "id">,
  { cursor, limit }: LogQuery,
): Promise<Page<LogLine>> {
  const [after = -1] = readCursor(cursor, z.tuple([z.int()])) ?? []
  const rows = await db
    .selectFrom("log_line")
    .select(["sequence", "at", "level", "message"])
    .where("version_id", "=", id)
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, {
    keyOf: ({ sequence }) => [sequence],
    itemOf: (line) => ({ ...line, at: timeOf(line.at) }),
  })
}
