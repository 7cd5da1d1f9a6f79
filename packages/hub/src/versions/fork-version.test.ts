import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import { readLineage } from "../comparison/lineage.ts"
import { readRepository } from "../repositories/list-repositories.ts"
import { deleteVersion } from "./change-version.ts"
import { forkVersion } from "./fork-version.ts"
import { readVersion, readVersionById } from "./read-versions.ts"

let bench: VersionBench

beforeAll(async () => {
  bench = await openVersionBench()
  await bench.addRepository("titanic")
  await bench.addReady("titanic", { description: "The first." })
  await bench.addReady("titanic", { parent: 1 })
  await bench.train("titanic", { parent: 2 })
})
afterAll(() => bench[Symbol.asyncDispose]())

const fork = async (version: string, name: string) =>
  readVersionById(
    bench.db,
    await bench.change(
      (made) => forkVersion(made, { repository: "titanic", version }, { name, description: "Another way." }),
      bench.ben,
    ),
  )

describe("a fork", () => {
  test("has all that the version had, in a repository of its own", async () => {
    const source = await readVersion(bench.db, { repository: "titanic", version: "1" })
    const forked = await fork("1", "fork-of-first")
    expect(forked).toEqual({
      ...source,
      id: forked.id,
      repository: "fork-of-first",
      number: 1,
      origin: "forked",
      author: { id: bench.ben.userId, name: "Ben" },
      parent: { repository: "titanic", number: 1 },
      created: forked.created,
    })
    for (const table of ["evaluation", "log_line", "version_artifact"] as const) {
      const rowsOf = (id: string) => bench.db.selectFrom(table).where("version_id", "=", id).selectAll().execute()
      const [ours, theirs] = [await rowsOf(source.id), await rowsOf(forked.id)]
      expect(theirs).not.toEqual([])
      expect(theirs).toEqual(ours.map((row) => ({ ...row, version_id: forked.id })))
    }
    expect(await readRepository(bench.db, "fork-of-first")).toMatchObject({
      description: "Another way.",
      owner: { name: "Ben" },
      forked_from: { repository: "titanic", number: 1 },
      versions: 1,
      datasets: ["titanic"],
      contributors: [{ name: "Ben" }],
    })
  })

  test("goes on with its own numbers", async () => {
    await fork("2", "goes-on")
    expect(await bench.train("goes-on", { parent: 1 })).toMatchObject({
      number: 2,
      parent: { repository: "goes-on", number: 1 },
    })
  })

  test("needs a version that is ready, and a name that nobody has or had", async () => {
    await expect(fork("3", "too-early")).rejects.toMatchObject({ code: "hub/not-ready" })
    await expect(fork("9", "of-nothing")).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(fork("1", "titanic")).rejects.toMatchObject({ code: "hub/exists", at: "name" })
    await expect(readRepository(bench.db, "too-early")).rejects.toMatchObject({ code: "hub/not-found" })
  })

  test("stays whole when its source is deleted", async () => {
    const source = await bench.addReady("titanic")
    const forked = await fork(String(source.number), "outlives")
    await bench.change((made) => deleteVersion(made, { repository: "titanic", version: String(source.number) }))
    expect(await readVersionById(bench.db, forked.id)).toEqual(forked)
    expect((await readLineage(bench.db, "outlives")).edges).toEqual([])
  })
})

describe("lineage", () => {
  test("is the repository's versions, what they came of, and what came of them, oldest first", async () => {
    await bench.addRepository("root")
    await bench.addReady("root")
    await bench.addReady("root", { parent: 1 })
    await bench.addReady("root", { parent: 1 })
    const forkOf = (repository: string, name: string) =>
      bench.change((made) => forkVersion(made, { repository, version: "2" }, { name, description: "" }))
    await forkOf("root", "middle")
    await bench.addReady("middle", { parent: 1 })
    await forkOf("middle", "leaf")
    const { nodes, edges } = await readLineage(bench.db, "middle")
    expect(nodes.map(({ repository, number }) => `${repository}@${number}`)).toEqual([
      "root@1",
      "root@2",
      "middle@1",
      "middle@2",
      "leaf@1",
    ])
    expect(nodes.at(-1)).toMatchObject({
      status: "ready",
      author: { name: "Ada" },
      dataset: "titanic@1",
      objective: { metric: "roc_auc", value: 0.85 },
    })
    expect(
      edges.map(({ from, to, kind }) => `${from.repository}@${from.number} ${kind} ${to.repository}@${to.number}`),
    ).toEqual(["root@1 edited root@2", "root@2 forked middle@1", "middle@1 edited middle@2", "middle@2 forked leaf@1"])
    const whole = await readLineage(bench.db, "root")
    expect(whole.nodes).toHaveLength(6)
    expect(whole.omitted).toBe(0)
    const newest = await readLineage(bench.db, "root", { limit: 2 })
    expect(newest.omitted).toBe(4)
    expect(newest.nodes.map(({ repository, number }) => `${repository}@${number}`)).toEqual(["middle@2", "leaf@1"])
    expect(newest.edges).toMatchObject([{ from: { repository: "middle", number: 2 }, kind: "forked" }])
  })

  test("leads past what was deleted", async () => {
    await bench.addRepository("gaps")
    await bench.addReady("gaps")
    await bench.addReady("gaps", { parent: 1 })
    await bench.addReady("gaps", { parent: 2 })
    await bench.change((made) => deleteVersion(made, { repository: "gaps", version: "2" }))
    const { nodes, edges } = await readLineage(bench.db, "gaps")
    expect(nodes.map(({ number }) => number)).toEqual([1, 3])
    expect(edges).toEqual([
      { from: { repository: "gaps", number: 1 }, to: { repository: "gaps", number: 3 }, kind: "edited" },
    ])
  })

  test("of a repository without versions is empty, and of none an error", async () => {
    await bench.addRepository("empty")
    expect(await readLineage(bench.db, "empty")).toEqual({ nodes: [], edges: [], omitted: 0 })
    await expect(readLineage(bench.db, "none")).rejects.toMatchObject({ code: "hub/not-found" })
  })
})
