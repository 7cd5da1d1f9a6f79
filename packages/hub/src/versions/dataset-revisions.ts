// The revision of a dataset that a version is to learn from.
import { sql, type Kysely, type Transaction } from "kysely"
import type { Database } from "../db/schema.ts"
import { notFound } from "../repositories/find-repository.ts"

export interface FoundRevision {
  readonly id: string
  /** `titanic@2` */
  readonly ref: string
  readonly columns: readonly string[]
}

/** The revision that `titanic` (the newest) or `titanic@2` names; hub/not-found where there is none. */
export async function findRevision(db: Kysely<Database>, ref: string): Promise<FoundRevision> {
  const [name = "", number] = ref.split("@")
  let select = db
    .selectFrom("dataset_revision as dr")
    .innerJoin("dataset as d", "d.id", "dr.dataset_id")
    .where("d.name", "=", name)
    .where("d.deleted", "is", null)
    .orderBy("dr.number", "desc")
    .limit(1)
    .select(["dr.id", "dr.number", sql<string[]>`jsonb_path_query_array(dr.profile, '$[*].name')`.as("columns")])
  if (number !== undefined) select = select.where("dr.number", "=", Number(number))
  const found = await select.executeTakeFirst()
  if (found === undefined) throw await whatIsMissing(db, name, number)
  return { id: found.id, ref: `${name}@${found.number}`, columns: found.columns }
}

async function whatIsMissing(db: Kysely<Database>, name: string, number: string | undefined): Promise<Error> {
  const dataset = await db
    .selectFrom("dataset")
    .where("name", "=", name)
    .where("deleted", "is", null)
    .select("id")
    .executeTakeFirst()
  if (dataset === undefined) return notFound(`There is no dataset "${name}".`)
  return notFound(`The dataset "${name}" has no ${number === undefined ? "rows yet" : `revision ${number}`}.`)
}

/** Keeps the dataset of a revision from being deleted until the transaction ends; hub/not-found where it just was. */
export async function holdDataset(transaction: Transaction<Database>, revision: FoundRevision): Promise<void> {
  const held = await transaction
    .selectFrom("dataset as d")
    .innerJoin("dataset_revision as dr", "dr.dataset_id", "d.id")
    .where("dr.id", "=", revision.id)
    .where("d.deleted", "is", null)
    .forShare("d")
    .select("d.id")
    .executeTakeFirst()
  if (held === undefined) throw notFound(`The dataset of ${revision.ref} was deleted.`)
}
