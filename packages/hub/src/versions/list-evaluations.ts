// The learning curves of a version.
import type { Kysely } from "kysely"
import type { Evaluation } from "@fidelio/client"
import type { Database } from "../db/schema.ts"
import type { FoundVersion } from "./read-versions.ts"

export const listEvaluations = (db: Kysely<Database>, { id }: Pick<FoundVersion, "id">): Promise<Evaluation[]> =>
  db
    .selectFrom("evaluation")
    .select(["index", "epoch", "step", "seconds", "metrics"])
    .where("version_id", "=", id)
    .orderBy("index")
    .execute()
