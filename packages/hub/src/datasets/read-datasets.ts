// Datasets and their revisions, as the API shows them: one query a page.
import { invariant } from "@fidelio/core/errors"
import type { Dataset, Page, Revision, RevisionSummary } from "@fidelio/client"
import { sql, type Kysely } from "kysely"
import { z } from "zod"
import { pageOf, readCursor } from "../db/paging.ts"
import type { Database } from "../db/schema.ts"
import { notFound } from "../repositories/find-repository.ts"

interface PageQuery {
  readonly cursor?: string | undefined
  readonly limit: number
}

const updatedCursor = z.tuple([z.iso.datetime(), z.uuid()])
const numberCursor = z.tuple([z.int()])

export async function listDatasets(
  db: Kysely<Database>,
  { cursor, limit, search = "" }: PageQuery & { readonly search?: string | undefined },
): Promise<Page<Dataset>> {
  let select = datasets(db)
    .orderBy("d.updated", "desc")
    .orderBy("d.id", "desc")
    .limit(limit + 1)
  const words = search.split(/\s+/).filter((word) => word !== "")
  for (const word of words.slice(0, 10)) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`
    select = select.where(sql<boolean>`(d.name ilike ${pattern} or d.description ilike ${pattern})`)
  }
  const after = readCursor(cursor, updatedCursor)
  if (after !== undefined)
    select = select.where(sql<boolean>`(d.updated, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  return pageOf(await select.execute(), limit, { keyOf: (row) => [row.updated, row.id], itemOf: datasetOf })
}

/** hub/not-found where there is none. */
export async function readDataset(db: Kysely<Database>, name: string): Promise<Dataset> {
  const found = await datasets(db).where("d.name", "=", name).executeTakeFirst()
  if (found === undefined) throw notFound(`There is no dataset "${name}".`)
  return datasetOf(found)
}

const datasets = (db: Kysely<Database>) =>
  db
    .selectFrom("dataset as d")
    .innerJoin("user as maker", "maker.id", "d.created_by")
    .leftJoinLateral(
      (lateral) => latestRevision(lateral.selectFrom("dataset_revision as r").whereRef("r.dataset_id", "=", "d.id")),
      (join) => join.onTrue(),
    )
    .leftJoin("user as author", "author.id", "latest.created_by")
    .where("d.deleted", "is", null)
    .select(["d.id", "d.name", "d.description", "d.created", "d.updated", "d.created_by", "d.next_revision"])
    .select(["maker.name as maker_name", "author.name as author_name"])
    .select(["latest.number", "latest.sha256", "latest.bytes", "latest.rows", "latest.columns", "latest.format"])
    .select(["latest.source", "latest.created as revised", "latest.created_by as revised_by"])

const summaryFields = ["number", "sha256", "bytes", "rows", "columns", "format", "source", "created"] as const

const latestRevision = (of: ReturnType<typeof revisionsOf>) =>
  of
    .select(summaryFields.map((field) => `r.${field}` as const))
    .select("r.created_by")
    .orderBy("r.number", "desc")
    .limit(1)
    .as("latest")

const revisionsOf = (db: Kysely<Database>) => db.selectFrom("dataset_revision as r")

type DatasetRow = Awaited<ReturnType<ReturnType<typeof datasets>["execute"]>>[number]

function datasetOf(row: DatasetRow): Dataset {
  return {
    name: row.name,
    description: row.description,
    revisions: row.next_revision - 1,
    latest: latestOf(row),
    created: row.created.toISOString(),
    updated: row.updated.toISOString(),
    created_by: { id: row.created_by, name: row.maker_name },
  }
}

function latestOf(row: DatasetRow): RevisionSummary | null {
  const { number, sha256, bytes, rows, columns, format, source, revised, revised_by: author } = row
  if (number === null) return null
  invariant(sha256 !== null && source !== null && revised !== null && author !== null, "a revision without its fields")
  return summaryOf({
    dataset: row.name,
    number,
    sha256,
    bytes: bytes ?? 0,
    rows: rows ?? 0,
    columns: columns ?? 0,
    format: format ?? "",
    source,
    created: revised,
    created_by: author,
    author_name: row.author_name ?? "",
  })
}

interface SummaryRow {
  readonly dataset: string
  readonly number: number
  readonly sha256: string
  readonly bytes: number
  readonly rows: number
  readonly columns: number
  readonly format: string
  readonly source: RevisionSummary["source"]
  readonly created: Date
  readonly created_by: string
  readonly author_name: string
}

const summaryOf = (row: SummaryRow): RevisionSummary => ({
  dataset: row.dataset,
  revision: row.number,
  sha256: row.sha256,
  bytes: row.bytes,
  rows: row.rows,
  columns: row.columns,
  format: row.format as RevisionSummary["format"], // written by us
  source: row.source,
  created: row.created.toISOString(),
  created_by: { id: row.created_by, name: row.author_name },
})

const revisions = (db: Kysely<Database>, dataset: string) =>
  db
    .selectFrom("dataset_revision as r")
    .innerJoin("dataset as d", "d.id", "r.dataset_id")
    .innerJoin("user as author", "author.id", "r.created_by")
    .where("d.name", "=", dataset)
    .where("d.deleted", "is", null)
    .select(summaryFields.map((field) => `r.${field}` as const))
    .select(["r.id", "r.created_by", "d.name as dataset", "author.name as author_name"])

export async function listRevisions(
  db: Kysely<Database>,
  dataset: string,
  { cursor, limit }: PageQuery,
): Promise<Page<RevisionSummary>> {
  let select = revisions(db, dataset)
    .orderBy("r.number", "desc")
    .limit(limit + 1)
  const after = readCursor(cursor, numberCursor)
  if (after !== undefined) select = select.where("r.number", "<", after[0])
  const rows = await select.execute()
  if (rows.length === 0 && cursor === undefined) await readDataset(db, dataset) // says what is missing
  return pageOf(rows, limit, { keyOf: (row) => [row.number], itemOf: summaryOf })
}

/** Versions that are told of a revision. */
const mostUsers = 200

export async function readRevision(db: Kysely<Database>, dataset: string, number: number): Promise<Revision> {
  const found = await revisions(db, dataset)
    .where("r.number", "=", number)
    .select(["r.profile", "r.preview"])
    .executeTakeFirst()
  if (found === undefined) {
    await readDataset(db, dataset)
    throw notFound(`The dataset "${dataset}" has no revision ${number}.`)
  }
  const users = await db
    .selectFrom("version as v")
    .innerJoin("repository as r", "r.id", "v.repository_id")
    .where("v.dataset_revision_id", "=", found.id)
    .where("v.deleted", "is", null)
    .where("r.deleted", "is", null)
    .orderBy("v.created", "desc")
    .limit(mostUsers)
    .select(["r.name as repository", "v.number"])
    .execute()
  const { columns: _, ...summary } = summaryOf(found)
  return { ...summary, profile: [...found.profile], preview: found.preview, used_by: users }
}
