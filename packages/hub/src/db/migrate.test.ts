import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createOnServer, testDatabaseServer } from "../../../../test/support/hub.ts"
import { openEmbeddedDatabase } from "../embedded/embedded-database.ts"
import { audit } from "./audit.ts"
import { connect, databaseError } from "./connect.ts"
import { migrate } from "./migrate.ts"
import { migrations } from "./migrations/index.ts"

let connectionString: string
let drop: () => Promise<unknown>
beforeAll(async () => {
  if (testDatabaseServer !== "") {
    const made = await createOnServer()
    connectionString = made.connectionString
    drop = () => made.drop()
    return
  }
  const folder = mkdtempSync(join(tmpdir(), "fidelio-migrate-"))
  const embedded = await openEmbeddedDatabase(folder)
  connectionString = embedded.connectionString
  drop = () => embedded.close().then(() => rmSync(folder, { recursive: true, force: true }))
})
afterAll(() => drop())

test("an empty database gets every table, once, also from two servers that start at once", async () => {
  await using first = connect(connectionString)
  await using second = connect(connectionString)
  await Promise.all([migrate(first), migrate(second)])
  await migrate(first)
  const ran = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(first)
  expect(ran.rows.map(({ name }) => name)).toEqual(Object.keys(migrations))
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'
  `.execute(first)
  expect(tables.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["version", "audit", "idempotency_key"]))
})

test("times have milliseconds, so that a cursor names a row exactly", async () => {
  await using db = connect(connectionString)
  const finer = await sql`
    select table_name, column_name from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%'
      and data_type = 'timestamp with time zone' and datetime_precision <> 3
  `.execute(db)
  expect(finer.rows).toEqual([])
})

test("counts and sums are numbers, times are dates, on either database", async () => {
  await using db = connect(connectionString)
  const { rows } = await sql`
    select count(*) as count, sum(n) as sum, 9007199254740991::bigint as large, 1.5::numeric as decimal,
      '2026-01-02T03:04:05.678Z'::timestamptz as at, array['a', 'b'] as list, '{"a": [1]}'::jsonb as json
    from generate_series(1::bigint, 3::bigint) as n
  `.execute(db)
  expect(rows).toEqual([
    {
      count: 3,
      sum: 6,
      large: Number.MAX_SAFE_INTEGER,
      decimal: 1.5,
      at: new Date("2026-01-02T03:04:05.678Z"),
      list: ["a", "b"],
      json: { a: [1] },
    },
  ])
})

test("several statements in one text give the rows of all", async () => {
  await using db = connect(connectionString)
  const { rows } = await sql.raw("begin; select 1 as a; select 2 as b; commit").execute(db)
  expect(rows).toEqual([{ a: 1 }, { b: 2 }])
})

test("the audit log can be added to, and nothing else", async () => {
  await using db = connect(connectionString)
  const change = { action: "thing.create", object_type: "thing", object: "it", after: { a: 1 } }
  await db.transaction().execute((transaction) => audit(transaction, undefined, change))
  const entry = await db.selectFrom("audit").selectAll().where("object", "=", "it").executeTakeFirstOrThrow()
  expect(entry).toMatchObject({ ...change, before: null, actor_id: null })
  await expect(db.updateTable("audit").set({ action: "other" }).execute()).rejects.toThrow("append-only")
  await expect(db.deleteFrom("audit").execute()).rejects.toThrow("append-only")
  await expect(sql`truncate audit`.execute(db)).rejects.toThrow("append-only")
})

test("what is said of a database that cannot be reached has no password", async () => {
  const address = "postgres://me:secret@127.0.0.1:1/none"
  await using db = connect(address)
  const cause: unknown = await migrate(db).catch((error: unknown) => error)
  const error = databaseError(address, cause)
  expect(error).toMatchObject({ code: "hub/database" })
  expect(error.message).toContain("postgres://127.0.0.1:1/none")
  expect(JSON.stringify(error)).not.toContain("secret")
})
