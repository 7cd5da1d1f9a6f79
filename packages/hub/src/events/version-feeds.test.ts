import { setTimeout as delay } from "node:timers/promises"
import type { KyselyPlugin } from "kysely"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { createVersionFeeds } from "./version-feeds.ts"

let bench: VersionBench
beforeAll(async () => void (bench = await openVersionBench()))
afterAll(() => bench[Symbol.asyncDispose]())

/** Counts the looks into the database. */
function counting(): { readonly plugin: KyselyPlugin; count: number } {
  const counted = {
    count: 0,
    plugin: {
      transformQuery: ({ node }) => {
        counted.count++
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    } satisfies KyselyPlugin,
  }
  return counted
}

test("one looks for all who follow a version, and nobody once they have gone", async () => {
  await bench.addRepository("followed")
  const { id } = await bench.train("followed")
  const counted = counting()
  const feeds = createVersionFeeds(bench.db.withPlugin(counted.plugin))
  const leaving = Array.from({ length: 50 }, () => new AbortController())
  const followers = leaving.map(async ({ signal }) => {
    const events: string[] = []
    for await (const { type } of feeds.follow(id, signal)) events.push(type)
    return events
  })
  while (counted.count < 3) await delay(20)
  expect(counted.count).toBeLessThan(10)
  for (const controller of leaving) controller.abort()
  for (const events of await Promise.all(followers)) expect(events).toEqual(["status"])
  await delay(100) // a look that was under way may end
  const before = counted.count
  await delay(1_500)
  expect(counted.count).toBe(before)
})
