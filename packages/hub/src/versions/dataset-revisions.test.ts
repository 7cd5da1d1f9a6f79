import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openVersionBench, titanicConfig, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { deleteDataset } from "../datasets/change-datasets.ts"
import type { Change } from "../db/change.ts"
import { createDraft, trainDraft } from "../repositories/drafts.ts"
import { readConfig } from "./check-config.ts"
import { createVersion } from "./create-version.ts"

let bench: VersionBench
beforeAll(async () => {
  bench = await openVersionBench()
  await bench.addRepository("wrecks")
})
afterAll(() => bench[Symbol.asyncDispose]())

const request = (dataset: string) => ({
  repository: "wrecks",
  config: titanicConfig,
  checked: readConfig(titanicConfig),
  dataset,
  parent: undefined,
  description: "",
  seed: 42,
})

type Work = (change: Change) => Promise<unknown>
const train =
  (dataset: string): Work =>
  (made) =>
    createVersion(made, bench.queue, request(dataset))
const draft =
  (dataset: string): Work =>
  (made) =>
    createDraft(made, { repository: "wrecks", config: titanicConfig, dataset, description: "" })
const remove =
  (dataset: string): Work =>
  (made) =>
    deleteDataset(made, dataset)

/** Both at once: the second begins while the first has done its work and not ended yet. */
async function overlapping(first: Work, second: Work): Promise<PromiseSettledResult<unknown>[]> {
  const begun = Promise.withResolvers<void>()
  const one = bench.change(async (made) => {
    await first(made)
    begun.resolve()
    await delay(100)
  })
  await Promise.race([begun.promise, one])
  return Promise.allSettled([one, bench.change(second)])
}

test("a dataset that a version is just being trained on is not deleted", async () => {
  await bench.addRevision("used")
  const [trained, removed] = await overlapping(train("used"), remove("used"))
  expect(trained).toMatchObject({ status: "fulfilled" })
  expect(removed).toMatchObject({ status: "rejected", reason: { code: "hub/in-use" } })
})

test("nothing is trained on a dataset that is just being deleted, and no draft names it", async () => {
  for (const work of [train, draft]) {
    await bench.addRevision(`gone-${work.name}`)
    const [removed, refused] = await overlapping(remove(`gone-${work.name}`), work(`gone-${work.name}`))
    expect(removed).toMatchObject({ status: "fulfilled" })
    expect(refused).toMatchObject({ status: "rejected", reason: { code: "hub/not-found" } })
  }
})

test("a draft that is made meanwhile loses it", async () => {
  await bench.addRevision("drafted")
  const [drafted, removed] = await overlapping(draft("drafted"), remove("drafted"))
  expect([drafted!.status, removed!.status]).toEqual(["fulfilled", "fulfilled"])
  const { db } = bench
  expect(await db.selectFrom("draft").where("dataset_revision_id", "is not", null).select("id").execute()).toEqual([])
})

test("to train a draft and to delete its dataset at once is one or the other", async () => {
  for (let round = 0; round < 8; round++) {
    const dataset = `race-${round}`
    await bench.addRevision(dataset)
    const id = (await bench.change(draft(dataset))) as string
    const results = await Promise.allSettled([
      bench.change((made) => trainDraft(made, bench.queue, { repository: "wrecks", id, seed: 1 })),
      bench.change(remove(dataset)),
    ])
    const failed = results.flatMap((end) => (end.status === "rejected" ? [end.reason as { code?: string }] : []))
    expect(failed).toHaveLength(1)
    expect(["hub/in-use", "hub/not-found", "hub/request"]).toContain(failed[0]!.code)
  }
})
