// Many clients on the one session of the embedded database.
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { embeddedConnection, openEmbeddedDatabase, type EmbeddedDatabase } from "./embedded-database.ts"

let folder: string
let database: EmbeddedDatabase
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fidelio-embedded-"))
  database = await openEmbeddedDatabase(folder)
  await using client = await connected()
  await client.query("create table counter (n integer); insert into counter values (0)")
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Connected extends AsyncDisposable {
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Cuts the connection, as the end of a process does. */
  kill(): void
}

async function connected(): Promise<Connected> {
  const client = new pg.Client({ connectionString: database.connectionString })
  client.on("error", () => undefined) // cut by the test
  await client.connect()
  return {
    query: async (text, values) => (await client.query(text, values && [...values])).rows as Record<string, unknown>[],
    kill: () => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(),
    [Symbol.asyncDispose]: () => client.end(),
  }
}

test("its socket is its owner's alone, and its connection is told to other processes", () => {
  expect(statSync(join(folder, "socket")).mode & 0o777).toBe(0o700)
  expect(embeddedConnection(folder)).toBe(database.connectionString)
  expect(() => embeddedConnection(join(folder, "no"))).toThrow(expect.objectContaining({ code: "hub/database" }))
})

test("queries of many clients at once are answered each with its own rows", async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, connected))
  const answers = await Promise.all(
    clients.map(async (client, c) => {
      const rows: (readonly Record<string, unknown>[])[] = []
      for (let i = 0; i < 30; i++)
        rows.push(await client.query(`select $1::int as a${(c + i) % 7}, $2::text as b`, [i, `t${c}`]))
      return rows
    }),
  )
  for (const [c, rows] of answers.entries())
    for (const [i, row] of rows.entries()) expect(row).toEqual([{ [`a${(c + i) % 7}`]: i, b: `t${c}` }])
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
})

test("transactions that read and then write lose nothing", async () => {
  const clients = await Promise.all(Array.from({ length: 10 }, connected))
  await Promise.all(
    clients.map(async (client) => {
      for (let i = 0; i < 10; i++) {
        await client.query("begin")
        const [row] = await client.query("select n from counter")
        await client.query("update counter set n = $1", [Number(row!["n"]) + 1])
        await client.query("commit")
      }
    }),
  )
  expect(await clients[0]!.query("select n from counter")).toEqual([{ n: 100 }])
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
})

test("an error leaves the connection and those of others as they were", async () => {
  await using one = await connected()
  await using other = await connected()
  const wrong = one.query("select $1::int / 0", [1])
  const right = other.query("select 1 as a")
  await expect(wrong).rejects.toMatchObject({ code: "22012" })
  expect(await right).toEqual([{ a: 1 }])
  await one.query("begin")
  await expect(one.query("select nothing")).rejects.toMatchObject({ code: "42703" })
  await expect(one.query("select 1")).rejects.toMatchObject({ code: "25P02" })
  await one.query("rollback")
  expect(await one.query("select 1 as a")).toEqual([{ a: 1 }])
})

test("the transaction of a client that is gone is undone, and others go on", async () => {
  const dead = await connected()
  await using other = await connected()
  await dead.query("begin")
  await dead.query("update counter set n = -1")
  const waiting = other.query("select n from counter")
  dead.kill()
  expect(await waiting).toEqual([{ n: 100 }])
})

test("so is one that dies while its query runs", async () => {
  const dead = await connected()
  await using other = await connected()
  await dead.query("begin")
  dead.query("update counter set n = -1 + 0 * (select count(*) from generate_series(1, 200000))").catch(() => undefined)
  setImmediate(() => dead.kill())
  expect(await other.query("select n from counter")).toEqual([{ n: 100 }])
})

test("large values pass in both directions", async () => {
  await using client = await connected()
  const text = "äx".repeat(1_000_000)
  expect(await client.query("select $1::text as text", [text])).toEqual([{ text }])
})

test("what is no client of PostgreSQL is cut off and disturbs nobody", async () => {
  const path = join(folder, "socket/.s.PGSQL.5432")
  for (const bytes of ["GET / HTTP/1.1\r\n\r\n", "\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\0\0\0\0\0"]) {
    const socket = createConnection(path)
    socket.on("error", () => undefined)
    socket.write(Buffer.from(bytes, "latin1"))
    setTimeout(() => socket.destroy(), 20)
    await new Promise((resolve) => socket.once("close", resolve))
  }
  await using client = await connected()
  expect(await client.query("select 1 as a")).toEqual([{ a: 1 }])
})

test("a folder whose path is too long for a socket has it elsewhere, and keeps its rows", async () => {
  const deep = join(folder, "d".repeat(120))
  const first = await openEmbeddedDatabase(deep)
  const write = new pg.Client({ connectionString: first.connectionString })
  await write.connect()
  await write.query("create table kept (a integer); insert into kept values (7)")
  await write.end()
  await first.close()
  await using second = await openEmbeddedDatabase(deep)
  const read = new pg.Client({ connectionString: second.connectionString })
  await read.connect()
  expect((await read.query("select a from kept")).rows).toEqual([{ a: 7 }])
  await read.end()
})
