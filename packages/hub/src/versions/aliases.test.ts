import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { deleteAlias, listAliases, listAliasMoves, moveAlias, type AliasMove } from "./aliases.ts"
import { deleteVersion } from "./change-version.ts"
import { readVersion } from "./read-versions.ts"

let bench: VersionBench
let repository: string
let count = 0

beforeAll(async () => {
  bench = await openVersionBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

/** Three versions that are ready, and one that waits. */
beforeEach(async () => {
  repository = `titanic-${++count}`
  await bench.addRepository(repository)
  for (let i = 0; i < 3; i++) await bench.addReady(repository)
  await bench.train(repository)
})

const move = (alias: string, { version, expected }: AliasMove): Promise<void> =>
  bench.change((made) => moveAlias(made, { repository, alias }, { version, expected }))
const remove = (alias: string, expected: number): Promise<void> =>
  bench.change((made) => deleteAlias(made, { repository, alias }, expected))
const named = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await listAliases(bench.db, repository)).items.map(({ name, version }) => [name, version]))
const moves = async (alias: string): Promise<(number | null)[][]> =>
  (await listAliasMoves(bench.db, { repository, alias, limit: 50 })).items.map(({ from, to }) => [from, to])

describe("an alias", () => {
  test("names a version, moves, goes, and keeps its history", async () => {
    await move("production", { version: 1, expected: null })
    await move("production", { version: 3, expected: 1 })
    expect(await named()).toEqual({ production: 3 })
    expect(await readVersion(bench.db, { repository, version: "production" })).toMatchObject({
      number: 3,
      aliases: ["production"],
    })
    await remove("production", 3)
    expect(await named()).toEqual({})
    expect(await moves("production")).toEqual([
      [3, null],
      [1, 3],
      [null, 1],
    ])
    const { items } = await listAliasMoves(bench.db, { repository, alias: "production", limit: 1 })
    expect(items).toMatchObject([{ by: { id: bench.ada.userId, name: "Ada" } }])
    const audited = await bench.db
      .selectFrom("audit")
      .where("object", "=", `${repository}@production`)
      .orderBy("id")
      .select(["action", "before", "after"])
      .execute()
    expect(audited.map(({ action }) => action)).toEqual(["alias.move", "alias.move", "alias.delete"])
  })

  test("does not move from where it is not", async () => {
    await move("production", { version: 1, expected: null })
    await expect(move("production", { version: 3, expected: 2 })).rejects.toMatchObject({
      code: "hub/conflict",
      message: `The alias "production" names ${repository}@1; ${repository}@2 was expected.`,
    })
    await expect(move("production", { version: 3, expected: null })).rejects.toMatchObject({ code: "hub/conflict" })
    await expect(remove("production", 2)).rejects.toMatchObject({ code: "hub/conflict" })
    await expect(move("champion", { version: 3, expected: 2 })).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(remove("champion", 2)).rejects.toMatchObject({ code: "hub/not-found" })
    expect(await named()).toEqual({ production: 1 })
    expect(await moves("production")).toEqual([[null, 1]])
  })

  test("names only what is ready and there", async () => {
    await expect(move("production", { version: 4, expected: null })).rejects.toMatchObject({ code: "hub/not-ready" })
    await expect(move("production", { version: 9, expected: null })).rejects.toMatchObject({ code: "hub/not-found" })
    expect(await named()).toEqual({})
  })

  test("that stays where it is has no move to tell", async () => {
    await move("production", { version: 1, expected: null })
    await move("production", { version: 1, expected: 1 })
    expect(await moves("production")).toEqual([[null, 1]])
  })
})

describe("moved by many at once, an alias", () => {
  const outcomes = async (works: readonly Promise<void>[]): Promise<string[]> =>
    (await Promise.allSettled(works)).map((outcome) =>
      outcome.status === "fulfilled" ? "moved" : (outcome.reason as { code: string }).code,
    )

  test("goes where exactly one wants it", async () => {
    await move("production", { version: 1, expected: null })
    const told = await outcomes(
      Array.from({ length: 12 }, (_, i) => move("production", { version: i % 2 === 0 ? 2 : 3, expected: 1 })),
    )
    expect(told.toSorted()).toEqual([...Array<string>(11).fill("hub/conflict"), "moved"])
    expect(await moves("production")).toHaveLength(2)
  })

  test("is made by exactly one", async () => {
    const told = await outcomes([1, 2, 3, 1, 2, 3].map((version) => move("champion", { version, expected: null })))
    expect(told.filter((outcome) => outcome === "moved")).toHaveLength(1)
    expect(await moves("champion")).toHaveLength(1)
  })

  test("never names a version that is deleted at that moment", async () => {
    for (let round = 0; round < 5; round++) {
      const version = await bench.addReady(repository)
      const alias = `round-${round}`
      const place = { repository, version: String(version.number) }
      const told = await outcomes([
        move(alias, { version: version.number, expected: null }),
        bench.change((made) => deleteVersion(made, place)),
      ])
      const isMoved = told[0] === "moved"
      expect(told).toEqual(isMoved ? ["moved", "hub/in-use"] : ["hub/not-found", "moved"])
      expect((await named())[alias]).toBe(isMoved ? version.number : undefined)
    }
  })
})

describe("a version", () => {
  const drop = (version: string): Promise<void> => bench.change((made) => deleteVersion(made, { repository, version }))

  test("that an alias names stays", async () => {
    await move("production", { version: 2, expected: null })
    await expect(drop("2")).rejects.toMatchObject({
      code: "hub/in-use",
      message: `${repository}@2 is named by the alias production.`,
    })
    await remove("production", 2)
    await drop("2")
    await expect(readVersion(bench.db, { repository, version: "2" })).rejects.toMatchObject({
      code: "hub/not-found",
      message: `Version 2 of "${repository}" was deleted.`,
    })
  })

  test("that is trained stays", async () => {
    await expect(drop("4")).rejects.toMatchObject({ code: "hub/conflict" })
  })

  test("that was deleted leaves its number behind", async () => {
    await drop("3")
    expect((await bench.train(repository)).number).toBe(5)
  })
})
