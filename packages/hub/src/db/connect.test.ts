import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import { expect, test } from "vitest"
import { testDatabaseServer } from "../../../../test/support/hub.ts"
import { openTestDatabase } from "../../../../test/support/hub-database.ts"
import { serveWire } from "../embedded/wire-server.ts"
import { connect } from "./connect.ts"

/** An answer to any query: within a transaction from now on. */
const inTransaction = Buffer.from("C\0\0\0\x0aBEGIN\0Z\0\0\0\x05T", "latin1")

test("a connection that breaks between two queries fails the next one, and nothing besides", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-connect-"))
  const server = await serveWire({
    socketPath: join(folder, ".s.PGSQL.5432"),
    serverVersion: "15",
    idleMs: 20,
    run: () => Promise.resolve(inTransaction),
    onLost: () => expect.fail("nothing is run that fails"),
  })
  const db = connect(`postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`)
  try {
    const work = db.transaction().execute(async (transaction) => {
      await server.close() // as the end of its process does; without a listener for it ours would end too
      await sql`select 1`.execute(transaction)
    })
    await expect(work).rejects.toThrow(/connection|terminated/i)
  } finally {
    await db.destroy()
    rmSync(folder, { recursive: true })
  }
})

test.skipIf(testDatabaseServer === "")(
  "a transaction that does nothing gives its rows free after a while",
  async () => {
    await using database = await openTestDatabase()
    const found = sql<{ idle_in_transaction_session_timeout: string }>`show idle_in_transaction_session_timeout`
    const { rows } = await found.execute(database.db)
    expect(rows[0]!.idle_in_transaction_session_timeout).toBe("30s")
  },
)
