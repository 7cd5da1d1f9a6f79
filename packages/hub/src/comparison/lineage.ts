// The graph of a repository's versions, with what they were forked from and what was forked from them.
import type { Lineage, LineageNode } from "@fidelio/client"
import { sql, type Kysely } from "kysely"
import type { Database } from "../db/schema.ts"
import { requireRepository } from "../repositories/find-repository.ts"
import { timeOf } from "../versions/version-rows.ts"

/** One row of the walk: a version, deleted or not. */
export interface LineageRow {
  readonly id: string
  readonly parent_id: string | null
  readonly is_deleted: boolean
  readonly repository: string
  readonly number: number
  readonly status: LineageNode["status"]
  readonly model_type: string
  readonly description: string
  readonly author_id: string
  readonly author_name: string
  readonly created: Date
  readonly objective: LineageNode["objective"]
  readonly dataset: string | null
  readonly dataset_revision: number | null
  readonly aliases: string[]
}

/** Nodes that are told, the newest: more can neither be drawn nor looked through. */
const mostNodes = 1000

export interface LineageOptions {
  readonly limit?: number
}

export async function readLineage(
  db: Kysely<Database>,
  repository: string,
  { limit = mostNodes }: LineageOptions = {},
): Promise<Lineage> {
  const id = await requireRepository(db, repository)
  const { rows } = await sql<LineageRow & { readonly living: number }>`
    with recursive
      before as (
        select id, parent_id from version where repository_id = ${id}
        union select v.id, v.parent_id from version v join before on v.id = before.parent_id
      ),
      after as (
        select id from version where repository_id = ${id}
        union select v.id from version v join after on v.parent_id = after.id
      ),
      related as (
        select v.id, v.deleted is not null or r.deleted is not null as is_deleted, count(*) over kinds as all_of_kind,
          row_number() over (kinds order by v.created desc, v.number desc, v.id) as place
        from version v join repository r on r.id = v.repository_id
        where v.id = any(array(select id from before union select id from after)) -- an array is looked up, however many are expected
        window kinds as (partition by v.deleted is not null or r.deleted is not null)
      ),
      kept as materialized (select id, is_deleted, all_of_kind from related where place <= ${limit}) -- deleted ones join the others
    select v.id, v.parent_id, v.deleted is not null or v.repository_deleted is not null as is_deleted, v.repository,
      v.number, v.status, v.model_type, v.description, v.author_id, v.author_name, v.created, v.objective, v.dataset,
      v.dataset_revision, v.aliases, coalesce((select max(all_of_kind) from kept where not is_deleted), 0) as living
    from version_view v
    where v.id = any(array(select id from kept))
    order by v.created, v.number, v.id`.execute(db)
  return { ...lineageOf(rows), omitted: Math.max(0, (rows[0]?.living ?? 0) - limit) }
}

/** Nodes and edges. A deleted version is left out, and what came of it hangs on what it came of. */
export function lineageOf(rows: readonly LineageRow[]): Pick<Lineage, "nodes" | "edges"> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const livingParent = (row: LineageRow): LineageRow | undefined => {
    const parent = row.parent_id === null ? undefined : byId.get(row.parent_id)
    return parent?.is_deleted === true ? livingParent(parent) : parent
  }
  const living = rows.filter((row) => !row.is_deleted)
  const edges = living.flatMap((row): Lineage["edges"] => {
    const parent = livingParent(row)
    if (parent === undefined) return []
    const kind = parent.repository === row.repository ? "edited" : "forked"
    return [{ from: placeOf(parent), to: placeOf(row), kind }]
  })
  return { nodes: living.map(nodeOf), edges }
}

const placeOf = ({ repository, number }: LineageRow): Lineage["edges"][number]["from"] => ({ repository, number })

const nodeOf = (row: LineageRow): LineageNode => ({
  ...placeOf(row),
  status: row.status,
  model_type: row.model_type,
  description: row.description,
  author: { id: row.author_id, name: row.author_name },
  created: timeOf(row.created),
  objective: row.objective,
  dataset: row.dataset === null ? null : `${row.dataset}@${row.dataset_revision}`,
  aliases: row.aliases,
})
