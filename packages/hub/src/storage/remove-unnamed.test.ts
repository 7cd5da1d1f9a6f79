import { randomBytes } from "node:crypto"
import { utimesSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { createDiskStorage } from "./disk-storage.ts"
import { recordBlob, release } from "./record-blob.ts"
import { removeGivenUp, removeReleased, removeUnnamed } from "./remove-unnamed.ts"
import type { Storage } from "./storage.ts"

const folder = temporaryFolder()
let database: TestDatabase
let storage: Storage
let userId: string
let datasetId: string
beforeAll(async () => {
  database = await openTestDatabase()
  storage = await createDiskStorage(join(folder.path, "storage"))
  const { db } = database
  const user = { name: "A", email: "a@example.org", role: "admin" } as const
  userId = (await db.insertInto("user").values(user).returning("id").executeTakeFirstOrThrow()).id
  const dataset = { name: "d", description: "", created_by: userId }
  datasetId = (await db.insertInto("dataset").values(dataset).returning("id").executeTakeFirstOrThrow()).id
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const longAgo = new Date(Date.now() - 2 * 24 * 3_600_000)

/** Content that was put there two days ago. */
async function old(isRecorded: boolean): Promise<string> {
  const blob = await storage.put(randomBytes(100))
  const path = await storage.file(blob.sha256)
  utimesSync(path, longAgo, longAgo)
  if (isRecorded)
    await database.db
      .insertInto("blob")
      .values({ ...blob, created: longAgo })
      .execute()
  return blob.sha256
}

let number = 0
const revisionOf = (sha256: string) => {
  number += 1
  const texts = { format: "csv", source: "{}", profile: "[]", preview: "{}" }
  return { ...texts, dataset_id: datasetId, number, sha256, bytes: 100, rows: 1, created_by: userId }
}

it("removes what nothing names, and nothing else", async () => {
  const { db } = database
  const [forgotten, unrecorded, named] = [await old(true), await old(false), await old(true)]
  await db.insertInto("dataset_revision").values(revisionOf(named)).execute()
  const young = await storage.put(randomBytes(100))
  await db.transaction().execute((transaction) => recordBlob(transaction, storage, young))
  const sentAgain = await old(true)
  const content = Buffer.concat(await Array.fromAsync((await storage.read(sentAgain)) as AsyncIterable<Buffer>)) // bytes
  await storage.put(content)
  expect(await removeUnnamed(db, storage)).toBe(2)
  for (const [sha256, isThere] of [
    [forgotten, false],
    [unrecorded, false],
    [named, true],
    [young.sha256, true],
    [sentAgain, true],
  ] as const) {
    expect(await storage.has(sha256)).toBe(isThere)
    const row = await db.selectFrom("blob").where("sha256", "=", sha256).select("bytes").executeTakeFirst()
    expect(row !== undefined).toBe(isThere)
  }
  expect(await removeUnnamed(db, storage)).toBe(0)
})

it("never removes what a transaction under way is naming", async () => {
  const { db } = database
  const names = await Promise.all(Array.from({ length: 8 }, () => old(true)))
  const naming = names.map((sha256, i) =>
    db.transaction().execute(async (transaction) => {
      await (i % 2 === 0
        ? recordBlob(transaction, storage, { sha256, bytes: 100 })
        : transaction.selectFrom("blob").where("sha256", "=", sha256).select("bytes").forKeyShare().execute())
      await delay(i * 10)
      await transaction.insertInto("dataset_revision").values(revisionOf(sha256)).execute()
    }),
  )
  const removing = [removeUnnamed(db, storage), removeUnnamed(db, storage)]
  const named = await Promise.allSettled(naming)
  await Promise.all(removing)
  for (const [i, sha256] of names.entries()) {
    // Whoever came too late was told so: what is named is there, always.
    if (named[i]!.status === "fulfilled") expect(await storage.has(sha256)).toBe(true)
  }
  const all = await db.selectFrom("dataset_revision").select("sha256").execute()
  for (const { sha256 } of all) expect(await storage.has(sha256)).toBe(true)
})

it("tells whoever names what was just removed", async () => {
  const sha256 = await old(true)
  await storage.remove(sha256)
  const naming = database.db
    .transaction()
    .execute((transaction) => recordBlob(transaction, storage, { sha256, bytes: 100 }))
  await expect(naming).rejects.toMatchObject({ code: "hub/busy" })
})

it("removes what was given up without the day that other content stays", async () => {
  const { db } = database
  const past = new Date(Date.now() - 120_000)
  const put = async (time: Date): Promise<string> => {
    const blob = await storage.put(randomBytes(100))
    await db.transaction().execute((transaction) => recordBlob(transaction, storage, blob))
    utimesSync(await storage.file(blob.sha256), time, time)
    return blob.sha256
  }
  const [kept, given, young, named] = [await put(past), await put(past), await put(new Date()), await put(past)]
  await db.insertInto("dataset_revision").values(revisionOf(named)).execute()
  for (const sha256 of [given, young, named]) await release(db, sha256)
  expect(await removeReleased(db, storage)).toBe(1)
  const isThere = async (sha256: string): Promise<boolean> => await storage.has(sha256)
  expect(await Promise.all([kept, given, young, named].map(isThere))).toEqual([true, false, true, true])
  await db.transaction().execute((transaction) => recordBlob(transaction, storage, { sha256: young, bytes: 100 }))
  expect(await removeReleased(db, storage, { olderThanMs: -1000 })).toBe(0)
})

it("takes content that is given up at once, but not what somebody else names", async () => {
  const { db } = database
  const put = async (): Promise<string> => {
    const blob = await storage.put(randomBytes(100))
    await db.insertInto("blob").values(blob).execute()
    return blob.sha256
  }
  const [own, shared] = [await put(), await put()]
  await db.insertInto("dataset_revision").values(revisionOf(shared)).execute()
  for (const sha256 of [own, shared]) await removeGivenUp(db, storage, sha256)
  expect(await Promise.all([own, shared].map((sha256) => storage.has(sha256)))).toEqual([false, true])
  const rows = await db.selectFrom("blob").where("sha256", "in", [own, shared]).select("sha256").execute()
  expect(rows).toEqual([{ sha256: shared }])
})
