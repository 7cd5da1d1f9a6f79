// What may change of a version: its description; and whether it is there at all.
import { FidelioError } from "@fidelio/core"
import type { VersionStatus } from "@fidelio/client"
import { sql } from "kysely"
import { audit } from "../db/audit.ts"
import type { Change } from "../db/change.ts"
import { lockRepository } from "../repositories/find-repository.ts"
import { versionAt, noVersion, type VersionPlace } from "./read-versions.ts"

const ended: ReadonlySet<VersionStatus> = new Set(["ready", "failed", "cancelled"])

/** Its id. */
export async function describeVersion(
  { transaction, actor }: Change,
  place: VersionPlace,
  description: string,
): Promise<string> {
  await lockRepository(transaction, place.repository)
  const found = await versionAt(transaction, place).select(["v.id", "v.number", "v.description"]).executeTakeFirst()
  if (found === undefined) return noVersion(transaction, place)
  await transaction.updateTable("version").set({ description }).where("id", "=", found.id).execute()
  await audit(transaction, actor, {
    action: "version.describe",
    object_type: "version",
    object: `${place.repository}@${found.number}`,
    before: { description: found.description },
    after: { description },
  })
  return found.id
}

/** Marks it as deleted: it is in no list any more, and its number stays taken. */
export async function deleteVersion({ transaction, actor }: Change, place: VersionPlace): Promise<void> {
  await lockRepository(transaction, place.repository)
  const found = await versionAt(transaction, place)
    .select(["v.id", "v.number", "v.status", "v.description", "v.aliases"])
    .executeTakeFirst()
  if (found === undefined) return noVersion(transaction, place)
  const name = `${place.repository}@${found.number}`
  if (found.aliases.length > 0)
    throw new FidelioError("hub/in-use", `${name} is named by the alias ${found.aliases.join(", ")}.`, {
      hint: "Move or remove the alias first.",
    })
  const deleted = await transaction
    .updateTable("version")
    .set({ deleted: sql<Date>`clock_timestamp()` })
    .where("id", "=", found.id)
    .where("status", "in", [...ended])
    .returning("id")
    .executeTakeFirst()
  if (deleted === undefined)
    throw new FidelioError(
      "hub/conflict",
      `${name} is ${found.status}; only a version that has ended can be deleted.`,
      {
        hint: "Cancel its training first.",
      },
    )
  await audit(transaction, actor, {
    action: "version.delete",
    object_type: "version",
    object: name,
    before: { status: found.status, description: found.description },
  })
}
