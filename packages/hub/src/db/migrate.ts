// Brings a database to the tables of this version: forward only, and one server at a time.
import type { Kysely } from "kysely"
import { Migrator } from "kysely/migration"
import { migrations } from "./migrations/index.ts"

/** Runs every migration that has not run. The migrator's own lock lets a second server wait for the first. */
export async function migrate<Tables>(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
