import type { Kysely } from "kysely"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import type { Database } from "../db/schema.ts"
import { Creations, type KeepAnswer } from "./idempotency.ts"

let database: TestDatabase
let userId: string
beforeAll(async () => {
  database = await openTestDatabase()
  const user = { name: "Ada", email: "ada@example.org", role: "admin" } as const
  const { id } = await database.db.insertInto("user").values(user).returning("id").executeTakeFirstOrThrow()
  userId = id
})
afterAll(() => database[Symbol.asyncDispose]())

const creation = (key: string) => ({ userId, key, operation: "createThing", request: "a thing" })

/** Makes a setting of the name, which is there once or not at all. */
async function make(db: Kysely<Database>, name: string, keep: KeepAnswer): Promise<{ name: string }> {
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto("setting").values({ name, value: "1" }).execute()
    await keep(transaction, { name })
  })
  return { name }
}

test("one that was made and not answered is answered when it is sent again, and not made twice", async () => {
  const { db } = database
  const killed = new Creations(db).once(creation("killed"), async (keep) => {
    await make(db, "killed", keep)
    throw new TypeError("killed before the answer")
  })
  await expect(killed).rejects.toThrow("killed before the answer")
  const again = await new Creations(db).once(creation("killed"), (keep) => make(db, "killed", keep))
  expect(again).toEqual({ body: { name: "killed" }, isReplay: true })
})

test("one that another hub has taken over is not made by the first any more", async () => {
  const { db } = database
  const { promise, resolve } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const slow = new Creations(db).once(creation("slow"), async (keep) => {
    begin()
    await promise
    return await make(db, "slow", keep)
  })
  await begun
  const other = await new Creations(db).once(creation("slow"), (keep) => make(db, "other", keep))
  resolve()
  await expect(slow).rejects.toMatchObject({ code: "hub/busy" })
  expect(other).toEqual({ body: { name: "other" }, isReplay: false })
  const made = await db.selectFrom("setting").select("name").where("name", "in", ["slow", "other"]).execute()
  expect(made).toEqual([{ name: "other" }])
  expect(await new Creations(db).once(creation("slow"), () => Promise.reject(new TypeError("not asked")))).toEqual({
    body: { name: "other" },
    isReplay: true,
  })
})
