// Repositories with what their list says of their versions. A page is a query for their states and one for those that have changed.
import { invariant } from "@fidelio/core"
import type { Page, Repository, UserRef } from "@fidelio/client"
import { sql, type Kysely, type SelectQueryBuilder } from "kysely"
import { z } from "zod"
import { keptTexts, type KeptTexts, stateOf, stateOfNames } from "../db/kept-texts.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { SharedReads } from "../db/shared-reads.ts"
import { bytesOf, pageText, type JsonText } from "../http/json-text.ts"
import { placeOf, summaryColumns, summaryOf, timeOf, type SummaryRow } from "../versions/version-rows.ts"
import { requireRepository } from "./find-repository.ts"

export interface RepositoriesQuery {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly search?: string | undefined
  readonly tag?: string | undefined
  readonly owner?: string | undefined
  readonly sort: "updated" | "name"
}

const updatedCursor = z.tuple([z.iso.datetime(), z.uuid()])
const nameCursor = z.tuple([z.string().max(64)])

const sharedReads = new WeakMap<Kysely<Database>, SharedReads>()

/** Everybody's first page is the same: those who ask for one page at once share it. */
export function listRepositories(db: Kysely<Database>, query: RepositoriesQuery): Promise<JsonText<Page<Repository>>> {
  const { cursor, limit, search, tag, owner, sort } = query
  const reads = sharedReads.get(db) ?? new SharedReads()
  sharedReads.set(db, reads)
  return reads.read(JSON.stringify([cursor, limit, search, tag, owner, sort]), () =>
    db.connection().execute((connection) => readPage(connection, keptTexts(db), query)),
  )
}

/** By one connection: under load it is longer to wait for one than to read. */
async function readPage(
  db: Kysely<Database>,
  kept: KeptTexts,
  query: RepositoriesQuery,
): Promise<JsonText<Page<Repository>>> {
  const rows = await pageQuery(db, query).execute()
  const keyOf = (row: PageRow): (string | Date)[] => (query.sort === "name" ? [row.name] : [row.updated, row.id])
  const { items, next_cursor } = pageOf(rows, query.limit, { keyOf, itemOf: (row) => row })
  return pageText({ items: await textsOf(db, kept, items), next_cursor })
}

/** What is listed of repositories, in JSON; of one that was just deleted, nothing. */
async function textsOf(db: Kysely<Database>, kept: KeptTexts, rows: readonly PageRow[]): Promise<Buffer[]> {
  const texts = new Map(rows.map(({ id, state }) => [id, kept.get(id, state)]))
  const changed = rows.filter(({ id }) => texts.get(id) === undefined)
  if (changed.length > 0) {
    const states = new Map(changed.map(({ id, state }) => [id, state]))
    const read = await described(db, living(db).where("r.id", "=", anyOf([...states.keys()]))).execute()
    for (const row of read) {
      const text = bytesOf(repositoryOf(row))
      texts.set(row.repository_id, text)
      kept.keep(row.repository_id, { state: states.get(row.repository_id)!, text }) // it was asked for
    }
  }
  return [...texts.values()].filter((text) => text !== undefined)
}

const anyOf = (ids: readonly string[]) => sql<string>`any(${ids}::uuid[])`

export async function readRepository(db: Kysely<Database>, name: string): Promise<Repository> {
  const one = living(db).where("r.name", "=", name)
  const row = await described(db, one).executeTakeFirst()
  if (row === undefined) await requireRepository(db, name) // says what is missing
  invariant(row !== undefined, `the repository ${name} came back while it was looked for`)
  return repositoryOf(row)
}

const living = (db: Kysely<Database>) => db.selectFrom("repository as r").where("r.deleted", "is", null).selectAll("r")

interface PageRow {
  readonly id: string
  readonly name: string
  readonly updated: Date
  /** Of all that is listed of it: itself, its latest version, names of members. Else there is only what never changes. */
  readonly state: string
}

/** The page is found before anything is looked up for its repositories. */
const pageQuery = (db: Kysely<Database>, query: RepositoriesQuery) =>
  inOrder(
    db
      .with("page", () => placesQuery(db, query))
      .selectFrom("page as r")
      .leftJoin("version as latest", "latest.id", "r.latest_id")
      .select(["r.id", "r.name", "r.updated"])
      .select(sql<string>`concat_ws(' ', r.state, ${stateOf("latest")}, ${stateOfNames})`.as("state")),
    query,
  )

function placesQuery(db: Kysely<Database>, query: RepositoriesQuery) {
  const { cursor, limit, search, tag, owner, sort } = query
  let select = db
    .selectFrom("repository as r")
    .where("r.deleted", "is", null)
    .select(["r.id", "r.name", "r.updated", "r.latest_id", stateOf("r").as("state")])
    .limit(sql.lit(limit + 1))
  if (tag !== undefined) select = select.where("r.tags", "@>", sql<string[]>`array[${tag}]::text[]`)
  if (owner !== undefined) select = select.where("r.owner_id", "=", owner)
  for (const word of wordsOf(search)) select = select.where(sql<boolean>`strpos(r.searched, lower(${word})) > 0`)
  if (sort === "name") {
    const after = readCursor(cursor, nameCursor)
    return inOrder(after === undefined ? select : select.where("r.name", ">", after[0]), query)
  }
  const after = readCursor(cursor, updatedCursor)
  const isAfter = sql<boolean>`(r.updated, r.id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`
  return inOrder(after === undefined ? select : select.where(isAfter), query)
}

const inOrder = <Tables extends { r: { id: string; name: string; updated: Date } }, Row>(
  select: SelectQueryBuilder<Tables, "r", Row>,
  { sort }: RepositoriesQuery,
): SelectQueryBuilder<Tables, "r", Row> =>
  sort === "name" ? select.orderBy(sql`r.name`) : select.orderBy(sql`r.updated desc, r.id desc`)

/** Every word must be somewhere. */
const wordsOf = (search: string | undefined): readonly string[] =>
  (search ?? "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 10)

type PageQuery = ReturnType<typeof living>

/** Repositories with their owners and the latest of their versions. */
const described = (db: Kysely<Database>, page: PageQuery) =>
  db
    .with("page", () => page)
    .selectFrom("page as r")
    .innerJoin("user as owner", "owner.id", "r.owner_id")
    .leftJoin("version as source", "source.id", "r.forked_from")
    .leftJoin("repository as source_repository", "source_repository.id", "source.repository_id")
    .leftJoin("version_view as latest", "latest.id", "r.latest_id")
    .select([
      "r.id as repository_id",
      "r.name",
      "r.description as repository_description",
      sql<string[]>`to_json(r.tags)`.as("tags"), // which is read faster than arrays are
      "r.versions",
      sql<string[]>`to_json(r.datasets)`.as("datasets"),
      "r.aliases as repository_aliases",
      "r.created as repository_created",
      "r.updated",
      "owner.id as owner_id",
      "owner.name as owner_name",
      "source.number as source_number",
      "source_repository.name as source_repository",
      sql<UserRef[]>`(
        select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) order by u.name, u.id), '[]')
        from ${sql.table("user")} u where u.id = any(r.contributors)
      )`.as("contributors"),
    ])
    .select(summaryColumns.map((column) => `latest.${column}` as const))

type RepositoryRow = Awaited<ReturnType<ReturnType<typeof described>["execute"]>>[number]

const repositoryOf = (row: RepositoryRow): Repository => ({
  name: row.name,
  description: row.repository_description,
  owner: { id: row.owner_id, name: row.owner_name },
  tags: row.tags,
  forked_from: placeOf(row.source_repository, row.source_number),
  versions: row.versions,
  latest: row.id === null ? null : summaryOf(row as SummaryRow), // where one column of the version is there, all are
  aliases: row.repository_aliases,
  datasets: row.datasets,
  contributors: row.contributors,
  created: timeOf(row.repository_created),
  updated: timeOf(row.updated),
})
