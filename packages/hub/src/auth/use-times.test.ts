import { afterAll, beforeAll, expect, test } from "vitest"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import { useTimes } from "./use-times.ts"

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase()))
afterAll(() => database[Symbol.asyncDispose]())

test("a time is written when the last is a minute old, once for all that come at once", async () => {
  const { db } = database
  const user = { name: "Test", email: "test@example.org", role: "viewer" } as const
  const { id } = await db.insertInto("user").values(user).returning("id").executeTakeFirstOrThrow()
  const seen = async () =>
    (await db.selectFrom("user").select("last_seen").where("id", "=", id).executeTakeFirstOrThrow()).last_seen
  const recent = new Date(Date.now() - 1000)
  await useTimes(db).ofUser(id, recent)
  expect(await seen()).toBeNull()
  const times = useTimes(db)
  await Promise.all(Array.from({ length: 20 }, () => times.ofUser(id, new Date(0))))
  const first = await seen()
  expect(first).not.toBeNull()
  await times.ofUser(id, new Date(0)) // as a request would that read the row before
  expect(await seen()).toEqual(first)
})
