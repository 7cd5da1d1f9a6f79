// Reads versions: one by its number or an alias, pages of them.
import { FidelioError } from "@fidelio/core"
import type { Page, Version, VersionStatus, VersionSummary } from "@fidelio/client"
import { sql, type Kysely } from "kysely"
import { z } from "zod"
import { keptTexts, stateOf, stateOfNames } from "../db/kept-texts.ts"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { bytesOf, JsonText } from "../http/json-text.ts"
import { notFound, requireRepository } from "../repositories/find-repository.ts"
import { summaryColumns, summaryOf, versionColumns, versionOf, type VersionRow } from "./version-rows.ts"

/** A version by its repository, and its number or an alias. */
export interface VersionPlace {
  readonly repository: string
  readonly version: string
}

/** `titanic@3` */
export function parseVersionRef(ref: string): VersionPlace {
  const at = ref.lastIndexOf("@")
  return { repository: ref.slice(0, at), version: ref.slice(at + 1) }
}

/** Rows of a place in the view: one, or none. */
export const versionAt = (db: Kysely<Database>, { repository, version }: VersionPlace) =>
  db
    .selectFrom("version_view as v")
    .where("v.repository", "=", repository)
    .where("v.deleted", "is", null)
    .where("v.repository_deleted", "is", null)
    .where((eb) =>
      /^\d+$/.test(version)
        ? eb("v.number", "=", Number(version))
        : eb(
            "v.id",
            "=",
            eb
              .selectFrom("alias as a")
              .innerJoin("repository as ar", "ar.id", "a.repository_id")
              .where("ar.name", "=", repository)
              .where("a.name", "=", version)
              .select("a.version_id"),
          ),
    )

/** What work on a version begins with. */
export interface FoundVersion {
  readonly id: string
  readonly repository_id: string
  readonly repository: string
  readonly number: number
  readonly status: VersionStatus
}

/** The version at a place; hub/not-found where there is none. */
export async function findVersion(db: Kysely<Database>, place: VersionPlace): Promise<FoundVersion> {
  const found = await versionAt(db, place)
    .select(["v.id", "v.repository_id", "v.repository", "v.number", "v.status"])
    .executeTakeFirst()
  return found ?? noVersion(db, place)
}

export async function readVersion(db: Kysely<Database>, place: VersionPlace): Promise<Version> {
  const row = await versionAt(db, place).select(versionColumns).executeTakeFirst()
  return row === undefined ? noVersion(db, place) : versionOf(row)
}

/** A version whose row is known to be there. */
export async function readVersionById(db: Kysely<Database>, id: string): Promise<Version> {
  const row = await db.selectFrom("version_view").where("id", "=", id).select(versionColumns).executeTakeFirstOrThrow()
  return versionOf(row)
}

/** Raises what is missing: the repository or its version. */
export async function noVersion(db: Kysely<Database>, { repository, version }: VersionPlace): Promise<never> {
  await requireRepository(db, repository)
  if (!/^\d+$/.test(version)) throw notFound(`The repository "${repository}" has no alias "${version}".`)
  const deleted = await db
    .selectFrom("version_view")
    .where("repository", "=", repository)
    .where("number", "=", Number(version))
    .select("id")
    .executeTakeFirst()
  throw notFound(
    deleted === undefined
      ? `The repository "${repository}" has no version ${version}.`
      : `Version ${version} of "${repository}" was deleted.`,
  )
}

export interface VersionsQuery {
  readonly repository: string
  readonly cursor?: string | undefined
  readonly limit: number
  readonly status?: VersionStatus | undefined
}

/** The newest first. By one connection: under load it is longer to wait for one than to read. */
export const listVersions = (db: Kysely<Database>, query: VersionsQuery): Promise<JsonText<Page<VersionSummary>>> =>
  db.connection().execute(async (connection) => {
    const { repository, cursor, limit, status } = query
    const key = JSON.stringify([repository, cursor, limit, status])
    const state = await stateOfVersions(connection, query)
    const kept = keptTexts(db).get(key, state)
    if (kept !== undefined) return new JsonText(kept)
    const text = bytesOf(await readPage(connection, query))
    keptTexts(db).keep(key, { state, text })
    return new JsonText(text)
  })

const cursorSchema = z.tuple([z.int()])

/** Of all that is listed of a page's versions: themselves, their repository with its aliases, names of members. Else there is only what never changes. */
async function stateOfVersions(
  db: Kysely<Database>,
  { repository, cursor, limit, status }: VersionsQuery,
): Promise<string> {
  const [before] = readCursor(cursor, cursorSchema) ?? [null]
  const { rows } = await sql<{ readonly state: string }>`
    select concat_ws(' ', ${stateOf("r")}, ${stateOfNames}, (
      select string_agg(concat(v.number, ':', v.state), ' ')
      from (
        select number, ${stateOf("version")} as state from version
        where repository_id = r.id and deleted is null
          ${before === null ? sql`` : sql`and number < ${before}`}
          ${status === undefined ? sql`` : sql`and status = ${status}`}
        order by number desc limit ${sql.lit(limit + 1)}
      ) v
    )) as state
    from repository r where r.name = ${repository} and r.deleted is null`.execute(db)
  return rows[0]?.state ?? requireRepository(db, repository)
}

async function readPage(
  db: Kysely<Database>,
  { repository, cursor, limit, status }: VersionsQuery,
): Promise<Page<VersionSummary>> {
  const after = readCursor(cursor, cursorSchema)
  let select = db
    .selectFrom("version_view")
    .where("repository", "=", repository)
    .where("repository_deleted", "is", null)
    .where("deleted", "is", null)
    .orderBy("number", "desc")
    .limit(sql.lit(limit + 1))
    .select(summaryColumns)
  if (after !== undefined) select = select.where("number", "<", after[0])
  if (status !== undefined) select = select.where("status", "=", status)
  return pageOf(await select.execute(), limit, { keyOf: (row) => [row.number], itemOf: summaryOf })
}

/** Rows of the versions at places, in their order. */
export async function readVersionRows(db: Kysely<Database>, places: readonly VersionPlace[]): Promise<VersionRow[]> {
  const rows = await db.selectFrom("version_view").where("id", "=", idsOf(places)).select(versionColumns).execute()
  const found = places.map((place) => rows.find((row) => isAt(row, place)))
  const missing = found.indexOf(undefined)
  if (missing >= 0) return noVersion(db, places[missing]!) // one of them
  return found.filter((row) => row !== undefined)
}

/** A query of the ids of the versions at places. */
function idsOf(places: readonly VersionPlace[]) {
  const numbers = places.map(({ version }) => (/^\d+$/.test(version) ? Number(version) : null))
  const repositories = places.map(({ repository }) => repository)
  const aliases = places.map(({ version }) => version)
  return sql<string>`any(array(
    select v.id
    from unnest(${repositories}::text[], ${numbers}::integer[], ${aliases}::text[]) as place (repository, number, alias)
      join repository r on r.name = place.repository and r.deleted is null
      left join alias a on a.repository_id = r.id and a.name = place.alias
      join version v on v.repository_id = r.id and (v.number = place.number or v.id = a.version_id) and v.deleted is null
  ))`
}

const isAt = ({ repository, number, aliases }: VersionRow, place: VersionPlace): boolean =>
  repository === place.repository && (String(number) === place.version || aliases.includes(place.version))

/** Raised where something is asked of a version that only a ready one has. */
export const notReady = ({ repository, number, status }: Omit<FoundVersion, "id" | "repository_id">): FidelioError =>
  new FidelioError("hub/not-ready", `${repository}@${number} is ${status}; only a version that is ready has this.`)
