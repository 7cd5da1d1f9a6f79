// Lists whose texts are kept say after each change what somebody reads who has kept nothing.
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Version } from "@fidelio/client"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { deleteAlias, moveAlias } from "../versions/aliases.ts"
import { deleteVersion, describeVersion } from "../versions/change-version.ts"
import { listVersions } from "../versions/read-versions.ts"
import { deleteRepository, updateRepository } from "./create-repository.ts"
import { listRepositories, readRepository } from "./list-repositories.ts"

let bench: VersionBench
let underWay: Version

beforeAll(async () => {
  bench = await openVersionBench()
  for (const name of ["titanic", "penguins", "unwanted"]) await bench.addRepository(name)
  for (let i = 0; i < 3; i++) await bench.addReady("titanic")
  await bench.addReady("penguins")
  underWay = await bench.train("titanic", {}, bench.ben)
})
afterAll(() => bench[Symbol.asyncDispose]())

const titanic = { repository: "titanic", limit: 50 }
const production = { repository: "titanic", alias: "production" }
/** As somebody reads it who has kept what was read by this connection. */
const everything = async (db = bench.db) => ({
  byName: (await listRepositories(db, { limit: 50, sort: "name" })).read(),
  byTime: (await listRepositories(db, { limit: 50, sort: "updated" })).read(),
  versions: (await listVersions(db, titanic)).read(),
  ready: (await listVersions(db, { ...titanic, status: "ready" })).read(),
})
const rename = (name: string): Promise<unknown> =>
  bench.db.updateTable("user").set({ name }).where("id", "=", bench.ben.userId).execute()

test.for<readonly [what: string, change: () => Promise<unknown>]>([
  ["a description", () => bench.change((made) => describeVersion(made, { ...titanic, version: "4" }, "Wider"))],
  [
    "a description of an older version",
    () => bench.change((made) => describeVersion(made, { ...titanic, version: "1" }, "First")),
  ],
  [
    "the stage of a training",
    () =>
      bench.db
        .updateTable("version")
        .set({ status: "training", training_at: new Date() })
        .where("id", "=", underWay.id)
        .execute(),
  ],
  ["the end of a training", () => bench.finish(underWay)],
  ["a new version", () => bench.train("titanic")],
  ["a new alias", () => bench.change((made) => moveAlias(made, production, { version: 4, expected: null }))],
  ["the move of an alias", () => bench.change((made) => moveAlias(made, production, { version: 3, expected: 4 }))],
  ["an alias taken away", () => bench.change((made) => deleteAlias(made, production, 3))],
  ["a version deleted", () => bench.change((made) => deleteVersion(made, { ...titanic, version: "2" }))],
  ["the name of a member", () => rename("Benjamin")],
  ["the name of a member, back again", () => rename("Ben")],
  [
    "tags and owner",
    () => bench.change((made) => updateRepository(made, "titanic", { tags: ["ships"], owner: bench.ben.userId })),
  ],
  ["a repository deleted", () => bench.change((made) => deleteRepository(made, "unwanted"))],
])("after %s", async ([, change]) => {
  const before = await everything()
  expect(await everything()).toEqual(before)
  await change()
  const after = await everything()
  expect(after).not.toEqual(before)
  expect(await everything(bench.db.withoutPlugins())).toEqual(after) // by another, of which nothing is kept
  expect(after.byName.items).toContainEqual(await readRepository(bench.db, "titanic"))
})

test("what was not committed is in no list", async () => {
  const before = await everything()
  await expect(
    bench.change(async (made) => {
      await describeVersion(made, { ...titanic, version: "1" }, "Never")
      throw new RangeError("no")
    }),
  ).rejects.toThrow(RangeError)
  expect(await everything()).toEqual(before)
})
