// The operations of repositories and versions as a client calls them; every answer is held against the contract.
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { HubClient } from "@fidelio/client"
import { startTestHub, type TestHub } from "../../../../test/support/hub.ts"
import {
  addRevision,
  finishVersion,
  metricsOf,
  titanicColumns,
  titanicConfig,
} from "../../../../test/support/hub-versions.ts"
import { connect } from "../db/connect.ts"

let hub: TestHub
let db: ReturnType<typeof connect>
let editor: HubClient

beforeAll(async () => {
  hub = await startTestHub()
  db = connect(hub.database, { maxConnections: 2 })
  editor = hub.client("editor")
  const { id: userId } = await db.selectFrom("user").where("role", "=", "editor").select("id").executeTakeFirstOrThrow()
  await addRevision({ db }, { dataset: "titanic", columns: titanicColumns, userId })
})
afterAll(async () => {
  await db.destroy()
  await hub.close()
})

const params = { repository: "titanic" }

test("a repository lives: made, trained in, edited, compared, forked, its alias moved", async () => {
  await editor.createRepository({ body: { name: "titanic", description: "Who survives." } })
  const request = { config: titanicConfig, dataset: "titanic" }
  const first = await editor.trainVersion({ params, body: request })
  expect(first).toMatchObject({ number: 1, status: "queued" })
  await finishVersion({ db }, first, metricsOf(0.8))

  const draft = await editor.createDraft({ params, body: { parent: "1" } })
  const draftParams = { ...params, id: draft.id }
  const config = `${draft.config}trainer: {learning_rate: 0.1}\n`
  await editor.updateDraft({ params: draftParams, body: { config } })
  expect((await editor.listDrafts({ params, query: {} })).items.map(({ id }) => id)).toEqual([draft.id])
  expect((await editor.getDraft({ params: draftParams })).config).toBe(config)
  const second = await editor.trainDraft({ params: draftParams, body: {} })
  expect(second).toMatchObject({ number: 2, parent: { repository: "titanic", number: 1 } })
  await finishVersion({ db }, second, metricsOf(0.9))

  const alias = { ...params, alias: "production" }
  await editor.moveAlias({ params: alias, body: { version: 1, expected: null } })
  await editor.moveAlias({ params: alias, body: { version: 2, expected: 1 } })
  expect((await editor.listAliases({ params })).items).toMatchObject([{ name: "production", version: 2 }])
  expect((await editor.listAliasMoves({ params: alias, query: {} })).items).toHaveLength(2)
  expect(await editor.getVersion({ params: { ...params, version: "production" } })).toMatchObject({ number: 2 })

  const diff = await editor.diffVersions({ query: { from: "titanic@1", to: "titanic@production" } })
  expect(diff.config.changes).toMatchObject([{ path: "trainer.learning_rate", after: 0.1 }])
  const comparison = await editor.compareVersions({ query: { versions: "titanic@1,titanic@2" } })
  expect(comparison.rows.every(({ best }) => best.length === 1 && best[0] === 1)).toBe(true)

  await editor.forkVersion({ params: { ...params, version: "2" }, body: { name: "titanic-too" } })
  expect((await editor.getLineage({ params })).edges.map(({ kind }) => kind)).toEqual(["edited", "forked"])

  const described = await editor.updateVersion({
    params: { ...params, version: "1" },
    body: { description: "The first." },
  })
  expect(described.description).toBe("The first.")
  expect((await editor.updateRepository({ params, body: { tags: ["ships"] } })).tags).toEqual(["ships"])
  expect((await editor.listRepositories({ query: { tag: "ships" } })).items.map(({ name }) => name)).toEqual([
    "titanic",
  ])
  expect((await editor.listVersions({ params, query: {} })).items.map(({ number }) => number)).toEqual([2, 1])
  await editor.deleteVersion({ params: { ...params, version: "1" } })
  expect((await editor.getRepository({ params })).versions).toBe(1)
  await editor.deleteAlias({ params: alias, query: { expected: 2 } })
  await hub.client("admin").deleteRepository({ params })
  expect((await editor.listRepositories({ query: {} })).items.map(({ name }) => name)).toEqual(["titanic-too"])
  expect(hub.faults).toEqual([])
})

describe("what is wrong is said", () => {
  beforeAll(async () => {
    await editor.createRepository({ body: { name: "wrong" } })
  })
  const train = (config: string): Promise<unknown> =>
    editor.trainVersion({ params: { repository: "wrong" }, body: { config, dataset: "titanic" } })

  test("of a config: every problem, with its line", async () => {
    await expect(train("input_features: []\ntrainer: {epoch: 3}\n")).rejects.toMatchObject({
      problem: {
        status: 400,
        code: "config/invalid",
        problems: expect.arrayContaining([expect.objectContaining({ code: "config/unknown-key" })]) as unknown,
      },
    })
  })

  test("of its columns", async () => {
    await expect(train(titanicConfig.replace("sex", "ticket"))).rejects.toMatchObject({
      problem: { status: 400, problems: [{ code: "data/missing-column", at: "input_features[1]" }] },
    })
  })

  test.for([
    [
      "aliases that unfold without end",
      `a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c]\n`,
    ],
    ["nesting without end", "[".repeat(50_000)],
    [
      "JavaScript's own names",
      `__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n${titanicConfig}`,
    ],
  ] as const)("of a config with %s", async ([, config]) => {
    await expect(train(config)).rejects.toMatchObject({ problem: { status: 400, code: "config/invalid" } })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test("of an alias that is not where it was expected", async () => {
    await editor.createRepository({ body: { name: "moving" } })
    const version = await editor.trainVersion({
      params: { repository: "moving" },
      body: { config: titanicConfig, dataset: "titanic" },
    })
    await finishVersion({ db }, version, metricsOf(0.8))
    const move = { params: { repository: "moving", alias: "production" }, body: { version: 1, expected: null } }
    await editor.moveAlias(move)
    await expect(editor.moveAlias(move)).rejects.toMatchObject({ problem: { status: 409, code: "hub/conflict" } })
  })

  test("to viewers, who may look and not touch", async () => {
    await expect(hub.client("viewer").createRepository({ body: { name: "mine" } })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await expect(editor.deleteRepository({ params: { repository: "wrong" } })).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})
