// What has happened to a version since the last look, in one query.
import { sql, type Kysely } from "kysely"
import type { Evaluation, LogLine, Progress, VersionEvent, VersionStatus } from "@fidelio/client"
import type { Database } from "../db/schema.ts"
import { summaryColumns, summaryOf, timeOf, type SummaryRow } from "../versions/version-rows.ts"

/** How far the looks have come; each moves it on. */
export interface FeedPlace {
  evaluations: number
  lines: number
  status: VersionStatus | undefined
  /** As text. */
  progress: string | undefined
}

export interface News {
  readonly events: readonly VersionEvent[]
  /** Where it has changed. */
  readonly progress: Progress | null | undefined
  /** False where there is more to read at once. */
  readonly isComplete: boolean
}

/** Evaluations and lines of one look. */
const most = 2_000

type Row = SummaryRow & {
  readonly progress: Progress | null
  readonly evaluations: readonly Evaluation[]
  readonly lines: readonly LogLine[]
}

const ended: ReadonlySet<VersionStatus | undefined> = new Set(["ready", "failed", "cancelled"])

export const isOver = (status: VersionStatus | undefined): boolean => ended.has(status)

export async function readNews(db: Kysely<Database>, versionId: string, place: FeedPlace): Promise<News> {
  const row = await readRow(db, versionId, place)
  const { evaluations, lines } = row
  place.evaluations = (evaluations.at(-1)?.index ?? place.evaluations - 1) + 1
  place.lines = (lines.at(-1)?.sequence ?? place.lines - 1) + 1
  const isComplete = evaluations.length < most && lines.length < most
  const text = JSON.stringify(row.progress)
  const progress = text === place.progress ? undefined : row.progress
  place.progress = text
  const happened = [
    ...evaluations.map((evaluation): VersionEvent => ({ type: "evaluation", evaluation })),
    ...lines.map((line): VersionEvent => ({ type: "log", line: { ...line, at: timeOf(line.at) } })),
  ]
  // The end is told last: it is what listeners wait for.
  const isEnd = isOver(row.status)
  if (row.status === place.status || (isEnd && !isComplete)) return { events: happened, progress, isComplete }
  place.status = row.status
  const status: VersionEvent = { type: "status", version: summaryOf(row) }
  return { events: isEnd ? [...happened, status] : [status, ...happened], progress, isComplete }
}

async function readRow(db: Kysely<Database>, versionId: string, { evaluations, lines }: FeedPlace): Promise<Row> {
  const row = await db
    .selectFrom("version_view as v")
    .select(summaryColumns.map((column) => `v.${column}` as const))
    .select("v.progress")
    .select(
      sql<Evaluation[]>`coalesce((select jsonb_agg(to_jsonb(e) - 'version_id' order by e.index) from (
        select * from evaluation where version_id = v.id and index >= ${evaluations} order by index limit ${most}
      ) e), '[]')`.as("evaluations"),
    )
    .select(
      sql<LogLine[]>`coalesce((select jsonb_agg(to_jsonb(l) - 'version_id' order by l.sequence) from (
        select * from log_line where version_id = v.id and sequence >= ${lines} order by sequence limit ${most}
      ) l), '[]')`.as("lines"),
    )
    .where("v.id", "=", versionId)
    .executeTakeFirstOrThrow()
  return row as Row // two columns of JSON besides the summary's
}
