import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { repositorySchema } from "@fidelio/client/contract"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { deleteAlias, moveAlias } from "../versions/aliases.ts"
import { deleteVersion } from "../versions/change-version.ts"
import { listVersions } from "../versions/read-versions.ts"
import { createRepository, deleteRepository, updateRepository } from "./create-repository.ts"
import { listRepositories, readRepository, type RepositoriesQuery } from "./list-repositories.ts"

let bench: VersionBench

beforeAll(async () => {
  bench = await openVersionBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

const names = async (query: Partial<RepositoriesQuery>): Promise<string[]> =>
  (await listRepositories(bench.db, { limit: 50, sort: "name", ...query })).read().items.map(({ name }) => name)

const add = (name: string, description: string, tags: readonly string[]): Promise<string> =>
  bench.change((made) => createRepository(made, { name, description, tags }))

const drop = (name: string): Promise<void> => bench.change((made) => deleteRepository(made, name))

describe("a repository", () => {
  test("tells its latest version, its aliases, its data and who trained", async () => {
    await bench.addRepository("titanic")
    await bench.addRevision("lifeboats")
    await bench.addReady("titanic")
    await bench.train("titanic", { dataset: "lifeboats" }, bench.ben)
    await bench.change((made) =>
      moveAlias(made, { repository: "titanic", alias: "champion" }, { version: 1, expected: null }),
    )
    const repository = await readRepository(bench.db, "titanic")
    expect(repositorySchema.parse(repository)).toEqual(repository)
    expect(repository).toMatchObject({
      name: "titanic",
      description: "Models of titanic.",
      owner: { name: "Ada" },
      tags: ["tables"],
      forked_from: null,
      versions: 2,
      latest: { number: 2, status: "queued", author: { name: "Ben" }, dataset: { name: "lifeboats", revision: 1 } },
      aliases: { champion: 1 },
      datasets: ["lifeboats", "titanic"],
      contributors: [{ name: "Ada" }, { name: "Ben" }],
    })
    expect((await listRepositories(bench.db, { limit: 50, sort: "updated" })).read().items).toEqual([repository])
  })

  test("without versions has none", async () => {
    await bench.addRepository("bare")
    expect(await readRepository(bench.db, "bare")).toMatchObject({
      versions: 0,
      latest: null,
      aliases: {},
      datasets: [],
      contributors: [],
    })
  })

  test("counts no version that was deleted", async () => {
    await bench.addRepository("shrinking")
    await bench.addReady("shrinking")
    await bench.addReady("shrinking")
    await bench.change((made) => deleteVersion(made, { repository: "shrinking", version: "2" }))
    expect(await readRepository(bench.db, "shrinking")).toMatchObject({ versions: 1, latest: { number: 1 } })
    const { items } = (await listVersions(bench.db, { repository: "shrinking", limit: 50 })).read()
    expect(items.map(({ number }) => number)).toEqual([1])
  })

  test("changes description, tags and owner, and the change is recorded", async () => {
    await bench.addRepository("changing")
    const { userId: owner } = bench.ben
    await bench.change((made) => updateRepository(made, "changing", { tags: ["new", "new"], owner }))
    expect(await readRepository(bench.db, "changing")).toMatchObject({
      description: "Models of changing.",
      tags: ["new"],
      owner: { name: "Ben" },
    })
    const audited = await bench.db.selectFrom("audit").where("action", "=", "repository.update").selectAll().execute()
    expect(audited).toMatchObject([
      { object: "changing", before: { tags: ["tables"] }, after: { tags: ["new"], owner_id: owner } },
    ])
    await expect(
      bench.change((made) => updateRepository(made, "changing", { owner: "00000000-0000-4000-8000-000000000000" })),
    ).rejects.toMatchObject({ code: "hub/not-found" })
  })

  test("has a name of its own, for ever", async () => {
    await bench.addRepository("taken")
    await expect(add("taken", "", [])).rejects.toMatchObject({
      code: "hub/exists",
      message: 'There is a repository "taken" already.',
    })
    await drop("taken")
    await expect(add("taken", "", [])).rejects.toMatchObject({
      code: "hub/exists",
      message: 'The name "taken" belonged to a repository that was deleted.',
    })
    await expect(readRepository(bench.db, "taken")).rejects.toMatchObject({
      code: "hub/not-found",
      message: 'The repository "taken" was deleted.',
    })
    await expect(bench.train("taken")).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(listVersions(bench.db, { repository: "taken", limit: 50 })).rejects.toMatchObject({
      code: "hub/not-found",
    })
  })

  test("is made once, by however many at once", async () => {
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => add("once", "", [])))
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  test("with aliases or trainings under way is not deleted", async () => {
    await bench.addRepository("needed")
    await bench.addReady("needed")
    const place = { repository: "needed", alias: "production" }
    await bench.change((made) => moveAlias(made, place, { version: 1, expected: null }))
    await expect(drop("needed")).rejects.toMatchObject({ code: "hub/in-use" })
    await bench.change((made) => deleteAlias(made, place, 1))
    const training = await bench.train("needed")
    await expect(drop("needed")).rejects.toMatchObject({ code: "hub/in-use", message: "needed@2 is being trained." })
    await bench.finish(training)
    await drop("needed")
    expect(await names({})).not.toContain("needed")
  })
})

describe("the list of repositories", () => {
  beforeAll(async () => {
    await add("churn-2024", "Who leaves, and why: 100% of accounts", ["customers", "gbm"])
    await add("churn-2025", "Who will leave", ["customers"])
    await add("prices", "What customers pay_now", [])
  })

  test.for([
    ["churn", ["churn-2024", "churn-2025"]],
    ["CHURN 2025", ["churn-2025"]],
    ["customers", ["churn-2024", "churn-2025", "prices"]],
    ["leave customers", ["churn-2024", "churn-2025"]],
    ["100%", ["churn-2024"]],
    ["%", ["churn-2024"]],
    ["pay_now", ["prices"]],
    ["y_n", ["prices"]],
    ["\\", []],
    ["' or true --", []],
  ] as const)("is searched in names, descriptions and tags: %s", async ([search, found]) => {
    expect(await names({ search })).toEqual(found)
  })

  test("is narrowed by tag and owner", async () => {
    expect(await names({ tag: "customers" })).toEqual(["churn-2024", "churn-2025"])
    expect(await names({ tag: "custom" })).toEqual([])
    expect(await names({ owner: bench.ben.userId })).toEqual(["changing"])
  })

  test.for(["name", "updated"] as const)("by %s comes in pages that meet without gap and repetition", async (sort) => {
    const all = await names({ sort })
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = (await listRepositories(bench.db, { limit: 2, sort, cursor })).read()
      paged.push(...page.items.map(({ name }) => name))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(all)
    expect(new Set(all).size).toBe(all.length)
  })

  test("by time has what was changed last first", async () => {
    await bench.change((made) => updateRepository(made, "prices", { description: "Changed" }))
    expect((await names({ sort: "updated" }))[0]).toBe("prices")
  })

  test("takes no cursor of another list", async () => {
    await expect(
      names({ cursor: Buffer.from('["x", 1]').toString("base64url"), sort: "updated" }),
    ).rejects.toMatchObject({ code: "hub/request" })
  })
})

test("versions come in pages, the newest first, and by status", async () => {
  await bench.addRepository("paged")
  for (let i = 0; i < 3; i++) await bench.addReady("paged")
  await bench.train("paged")
  const first = (await listVersions(bench.db, { repository: "paged", limit: 3 })).read()
  expect(first.items.map(({ number }) => number)).toEqual([4, 3, 2])
  const second = (await listVersions(bench.db, { repository: "paged", limit: 3, cursor: first.next_cursor! })).read()
  expect([second.items.map(({ number }) => number), second.next_cursor]).toEqual([[1], null])
  const queued = (await listVersions(bench.db, { repository: "paged", limit: 3, status: "queued" })).read()
  expect(queued.items.map(({ number }) => number)).toEqual([4])
})
