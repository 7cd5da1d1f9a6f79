// A database of its own, with the hub's tables, for tests of parts of the hub.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { migrate } from "../../packages/hub/src/db/migrate.ts"
import { openEmbeddedDatabase } from "../../packages/hub/src/embedded/embedded-database.ts"
import { makeDatabase } from "./hub.ts"

export interface TestDatabase extends AsyncDisposable {
  readonly connectionString: string
  readonly db: ReturnType<typeof connect>
}

/** Embedded, or on the server that FIDELIO_TEST_DATABASE names. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-test-"))
  const made = await makeDatabase(folder)
  const embedded = made.connectionString === undefined ? await openEmbeddedDatabase(folder) : undefined
  const connectionString = made.connectionString ?? embedded!.connectionString // one of them is there
  const db = connect(connectionString)
  await migrate(db)
  return {
    connectionString,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await embedded?.close()
      await made.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
