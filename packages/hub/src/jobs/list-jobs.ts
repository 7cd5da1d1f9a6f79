// Trainings as a list: those under way first, then those that have ended, the newest first of each.
import { sql, type Kysely } from "kysely"
import type { Job, Page, VersionStatus } from "@fidelio/client"
import { z } from "zod"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { summaryColumns, summaryOf, timeOf } from "../versions/version-rows.ts"
import { underWay } from "./under-way.ts"

export interface JobsQuery {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly status?: VersionStatus | undefined
}

const ended = ["ready", "failed", "cancelled"] as const

/** Either part of the list is read along an index of its own. */
const parts: readonly (readonly VersionStatus[])[] = [underWay, ended]

export async function listJobs(db: Kysely<Database>, { cursor, limit, status }: JobsQuery): Promise<Page<Job>> {
  const [part = 0, ...after] = readCursor(cursor, z.tuple([z.int().min(0).max(1), z.iso.datetime(), z.uuid()])) ?? []
  const found: { readonly part: number; readonly row: JobRow }[] = []
  for (let next = part; next < parts.length && found.length <= limit; next++) {
    const statuses = parts[next]!.filter((one) => status === undefined || one === status)
    if (statuses.length === 0) continue
    const place: Place["after"] = next === part ? (after as [string, string] | []) : []
    const rows = await readPart(db, statuses, { after: place, limit: limit + 1 - found.length })
    found.push(...rows.map((row) => ({ part: next, row })))
  }
  return pageOf(found, limit, {
    keyOf: ({ part: of, row }) => [of, row.created, row.id],
    itemOf: ({ row }) => jobOf(row),
  })
}

type JobRow = Awaited<ReturnType<typeof readPart>>[number]

interface Place {
  /** Time and id of the last that was shown. */
  readonly after: readonly [created: string, id: string] | readonly []
  readonly limit: number
}

function readPart(db: Kysely<Database>, statuses: readonly VersionStatus[], { after: [created, id], limit }: Place) {
  let select = db
    .selectFrom("version_view")
    .where("origin", "=", "trained")
    .where("status", "in", statuses)
    .where("deleted", "is", null)
    .where("repository_deleted", "is", null)
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .select(summaryColumns)
    .select(["lease", "worker", "heartbeat", "progress", "cancel_requested"])
  if (created !== undefined && id !== undefined)
    select = select.where(sql`(created, id)`, "<", sql`(${created}::timestamptz, ${id}::uuid)`)
  return select.execute()
}

const jobOf = (row: JobRow): Job => ({
  version: summaryOf(row),
  attempt: row.lease,
  worker: row.worker,
  heartbeat: timeOf(row.heartbeat),
  progress: row.progress,
  cancel_requested: row.cancel_requested,
})
