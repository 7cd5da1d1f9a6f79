// Processes that train, as the API shows them.
import { sql, type Kysely } from "kysely"
import type { Worker } from "@fidelio/client"
import type { Database } from "../db/schema.ts"
import { timeOf } from "../versions/version-rows.ts"
import { underWay } from "./under-way.ts"

export async function listWorkers(db: Kysely<Database>): Promise<Worker[]> {
  const rows = await db
    .selectFrom("worker as w")
    .selectAll("w")
    .select((eb) => [
      eb
        .selectFrom("version as v")
        .whereRef("v.worker", "=", "w.name")
        .where("v.status", "in", underWay)
        .select((version) => version.fn.countAll<number>().as("count"))
        .as("running"),
      sql<boolean>`w.heartbeat > now() - interval '12 seconds'`.as("is_alive"),
    ])
    .orderBy("w.name")
    .execute()
  return rows.map(({ started, heartbeat, running, ...worker }) => ({
    ...worker,
    running: running ?? 0,
    started: timeOf(started),
    heartbeat: timeOf(heartbeat),
  }))
}
