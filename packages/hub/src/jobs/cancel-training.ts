// Cancels a training, wherever it is: its worker's lease ends here, and its process within half a second.
import { FidelioError } from "@fidelio/core"
import { sql } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import { findVersion, type VersionPlace } from "../versions/read-versions.ts"
import type { JobQueue } from "./job-queue.ts"
import { underWay } from "./under-way.ts"

/** The version's id. */
export async function cancelTraining(
  { transaction, actor }: Change,
  queue: Pick<JobQueue, "remove">,
  place: VersionPlace,
): Promise<string> {
  const { id, repository, number, status } = await findVersion(transaction, place)
  const name = `${repository}@${number}`
  const cancelled = await transaction
    .updateTable("version")
    .set({ status: "cancelled", cancel_requested: true, ended: sql<Date>`clock_timestamp()`, progress: null })
    .set({ lease: sql<number>`lease + 1`, checkpoint_sha256: null })
    .where("id", "=", id)
    .where("status", "in", underWay)
    .returning("id")
    .executeTakeFirst()
  if (cancelled === undefined)
    throw new FidelioError("hub/conflict", `${name} has ended: there is no training to cancel.`)
  await sql`insert into log_line (version_id, sequence, level, message)
    select ${id}::uuid, coalesce(max(sequence) + 1, 0), 'warning', ${`Cancelled by ${actor.name}.`}::text
    from log_line where version_id = ${id}`.execute(transaction)
  await queue.remove(transaction, id)
  await audit(transaction, actor, {
    action: "version.cancel",
    object_type: "version",
    object: name,
    before: { status },
    after: { status: "cancelled" },
  })
  return id
}
