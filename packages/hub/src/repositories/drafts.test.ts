import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { draftSchema, type Draft } from "@fidelio/client/contract"
import { openVersionBench, titanicConfig, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { readVersionById } from "../versions/read-versions.ts"
import { createDraft, deleteDraft, listDrafts, readDraft, trainDraft, updateDraft, type NewDraft } from "./drafts.ts"

let bench: VersionBench
const repository = "titanic"

beforeAll(async () => {
  bench = await openVersionBench()
  await bench.addRepository(repository)
  await bench.addReady(repository, { config: `# the first${titanicConfig}` })
})
afterAll(() => bench[Symbol.asyncDispose]())

const draft = async (parts: Partial<NewDraft>): Promise<Draft> => {
  const id = await bench.change((made) => createDraft(made, { repository, description: "", ...parts }))
  return readDraft(bench.db, { repository, id })
}
const train = async (id: string): Promise<string> =>
  bench.change((made) => trainDraft(made, bench.queue, { repository, id, seed: 42 }))

describe("a draft", () => {
  test("of a version has its config and data", async () => {
    const made = await draft({ parent: "1" })
    expect(draftSchema.parse(made)).toEqual(made)
    expect(made).toMatchObject({
      repository,
      config: `# the first${titanicConfig}`,
      dataset: "titanic@1",
      parent: { repository, number: 1 },
      author: { name: "Ada" },
    })
  })

  test("may hold a config that does not hold yet, and no data", async () => {
    expect(await draft({ config: "input_features: [" })).toMatchObject({
      config: "input_features: [",
      dataset: null,
      parent: null,
    })
    expect(await draft({ parent: "1", dataset: null })).toMatchObject({ dataset: null })
  })

  test("needs a config or a parent", async () => {
    await expect(draft({})).rejects.toMatchObject({ code: "hub/request", at: "config" })
    await expect(draft({ parent: "9" })).rejects.toMatchObject({ code: "hub/not-found" })
  })

  test("is edited, and thrown away", async () => {
    const place = { repository, id: (await draft({ parent: "1" })).id }
    await bench.change((made) => updateDraft(made, place, { description: "Wider.", dataset: null }))
    expect(await readDraft(bench.db, place)).toMatchObject({
      description: "Wider.",
      dataset: null,
      config: `# the first${titanicConfig}`,
    })
    await bench.change((made) => deleteDraft(made, place))
    await expect(readDraft(bench.db, place)).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(bench.change((made) => updateDraft(made, place, { description: "" }))).rejects.toMatchObject({
      code: "hub/not-found",
    })
  })

  test("is not found in another repository", async () => {
    await bench.addRepository("other")
    const { id } = await draft({ parent: "1" })
    const place = { repository: "other", id }
    await expect(readDraft(bench.db, place)).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(bench.change((made) => deleteDraft(made, place))).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(bench.change((made) => trainDraft(made, bench.queue, { ...place, seed: 1 }))).rejects.toMatchObject({
      code: "hub/not-found",
    })
  })

  test("that is trained is the next version, and no draft any more", async () => {
    const { id } = await draft({ parent: "1", description: "Trained." })
    const version = await readVersionById(bench.db, await train(id))
    expect(version).toMatchObject({
      status: "queued",
      parent: { repository, number: 1 },
      description: "Trained.",
      dataset: { revision: 1 },
    })
    await expect(readDraft(bench.db, { repository, id })).rejects.toMatchObject({ code: "hub/not-found" })
  })

  test("that cannot be trained stays a draft", async () => {
    const [broken, bare] = [
      await draft({ config: "input_features: [", dataset: "titanic" }),
      await draft({ config: titanicConfig }),
    ]
    await expect(train(broken.id)).rejects.toMatchObject({ code: "config/invalid" })
    await expect(train(bare.id)).rejects.toMatchObject({ code: "hub/request", at: "dataset" })
    expect(await readDraft(bench.db, { repository, id: broken.id })).toEqual(broken)
    expect(await readDraft(bench.db, { repository, id: bare.id })).toEqual(bare)
  })

  test("that several people train at once is trained once", async () => {
    const { id } = await draft({ parent: "1" })
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => train(id)))
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })
})

test("drafts are listed, the last changed first, in pages", async () => {
  await bench.addRepository("listed")
  const add = (description: string): Promise<string> =>
    bench.change((made) => createDraft(made, { repository: "listed", config: "", description }))
  const first = await add("first")
  await add("second")
  await bench.change((made) => updateDraft(made, { repository: "listed", id: first }, { config: "changed" }))
  const page = await listDrafts(bench.db, { repository: "listed", limit: 1 })
  expect(page.items.map(({ description }) => description)).toEqual(["first"])
  const next = await listDrafts(bench.db, { repository: "listed", limit: 1, cursor: page.next_cursor! })
  expect([next.items.map(({ description }) => description), next.next_cursor]).toEqual([["second"], null])
})
