import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "kysely"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import { isShared } from "./prepared-statements.ts"

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

test("a statement gives the same however often it is asked, on however many connections", async () => {
  const { db } = database
  const ask = async (i: number): Promise<number> =>
    (await sql<{ value: number }>`select ${i}::integer + 1 as value`.execute(db)).rows[0]!.value
  const given = await Promise.all(Array.from({ length: 60 }, (_, i) => ask(i)))
  expect(given).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
})

test("a server keeps the plan of a statement, and the embedded database has none kept", async () => {
  const { db, connectionString } = database
  const kept = await db.connection().execute(async (connection) => {
    for (let i = 0; i < 2; i++) await sql`select ${i}::integer as twice`.execute(connection)
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(connection)
    return rows.filter(({ statement }) => statement.endsWith("as twice"))
  })
  expect(kept).toHaveLength(isShared(connectionString) ? 0 : 1)
})
