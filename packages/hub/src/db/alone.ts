// Work that one server at a time may do on a database.
import { sql, type Kysely } from "kysely"
import type { Database } from "./schema.ts"

/** Any number that nothing else uses. */
const lockNumber = 1_179_206_731

/** Waits until no other server is in it. The embedded database has one server, and lets it in. */
export async function alone<T>(db: Kysely<Database>, work: () => Promise<T>): Promise<T> {
  return await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${lockNumber}::bigint)`.execute(connection)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${lockNumber}::bigint)`.execute(connection)
    }
  })
}
