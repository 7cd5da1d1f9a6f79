import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sql } from "kysely"
import { openVersionBench, type VersionBench } from "../../../../test/support/hub-versions.ts"
import type { Version } from "@fidelio/client"
import { describeVersion } from "./change-version.ts"
import { readVersion } from "./read-versions.ts"

let bench: VersionBench
let ready: Version
let queued: Version

beforeAll(async () => {
  bench = await openVersionBench()
  await bench.addRepository("titanic")
  ready = await bench.addReady("titanic")
  queued = await bench.train("titanic")
})
afterAll(() => bench[Symbol.asyncDispose]())

const set = ({ id }: Version, assignment: string): Promise<unknown> =>
  sql`update version set ${sql.raw(assignment)} where id = ${id}`.execute(bench.db)

const given = [
  "number = 99",
  "config = 'another'",
  "rendered_config = '{}'",
  "seed = 1",
  "model_type = 'gbm'",
  "outputs = '[]'",
  "origin = 'pushed'",
  "parent_id = id",
  "dataset_revision_id = null",
  "created = now()",
]
const trained = [
  "status = 'failed'",
  "metrics = '{}'",
  "objective = null",
  "split = null",
  "model = null",
  "signature = null",
  `environment = '{"fidelio": "9"}'`,
  "ended = '2000-01-01'",
  "queued_at = null",
]

describe("the database", () => {
  test.for([...given, ...trained])("refuses %s of a version that is ready", async (assignment) => {
    await expect(set(ready, assignment)).rejects.toThrow(/is ready and changes no more|is what it was made as/)
  })

  test.for(given)("refuses %s of a version that waits", async (assignment) => {
    await expect(set(queued, assignment)).rejects.toThrow(/is what it was made as/)
  })

  test("lets a training change what it makes", async () => {
    await set(queued, "status = 'training', training_at = now(), metrics = '{}', lease = lease + 1")
    expect((await readVersion(bench.db, { repository: "titanic", version: "2" })).status).toBe("training")
  })

  test("removes no version, and no file of one that is ready", async () => {
    await expect(sql`delete from version where id = ${queued.id}`.execute(bench.db)).rejects.toThrow(/not removed/)
    const files = sql`delete from version_artifact where version_id = ${ready.id}`
    await expect(files.execute(bench.db)).rejects.toThrow(/keeps its files/)
  })
})

test("the description of a version that is ready may change, and the change is recorded", async () => {
  await bench.change((made) => describeVersion(made, { repository: "titanic", version: "1" }, "The best so far."))
  expect(await readVersion(bench.db, { repository: "titanic", version: "1" })).toEqual({
    ...ready,
    description: "The best so far.",
  })
  const audited = await bench.db.selectFrom("audit").where("action", "=", "version.describe").selectAll().execute()
  expect(audited).toMatchObject([
    { object: "titanic@1", before: { description: "" }, after: { description: "The best so far." } },
  ])
})
