import { createHash } from "node:crypto"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parseConfigObject } from "@fidelio/core"
import { train } from "@fidelio/engine"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import { createDiskStorage } from "../storage/disk-storage.ts"
import type { Storage } from "../storage/storage.ts"
import { createTryModels, type TryModels } from "./try-models.ts"

let folder = ""
let database: TestDatabase
let storage: Storage
let models: TryModels
let files: readonly { readonly path: string; readonly sha256: string }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fidelio-test-"))
  database = await openTestDatabase()
  storage = await createDiskStorage(join(folder, "storage"))
  const sizes = Array.from({ length: 60 }, (_, i) => i)
  await train({
    config: parseConfigObject({
      model_type: "linear",
      input_features: [{ name: "size", type: "number" }],
      output_features: [{ name: "price", type: "number" }],
    }),
    sources: { dataset: { size: sizes, price: sizes.map((size) => 3 * size + 1) } },
    outputDirectory: folder,
    skipSaveProcessedInput: true,
  })
  const model = join(folder, "experiment_run", "model")
  const names = (await readdir(model, { withFileTypes: true })).filter((entry) => entry.isFile())
  files = await Promise.all(
    names.map(async ({ name }) => ({
      path: `model/${name}`,
      sha256: (await storage.put(await readFile(join(model, name)))).sha256,
    })),
  )
  models = createTryModels({ ...database, storage, temporary: join(folder, "temporary"), limit: 2 })
})
afterAll(async () => {
  await models[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** A ready version with these files; its id. */
async function insertVersion(artifacts: typeof files): Promise<string> {
  const { db } = database
  const name = `r${createHash("sha256").update(String(Math.random())).digest("hex").slice(0, 12)}`
  const user = { name, email: `${name}@example.org`, role: "admin" as const }
  const { id: owner } = await db.insertInto("user").values(user).returning("id").executeTakeFirstOrThrow()
  const { id: repository_id } = await db
    .insertInto("repository")
    .values({ name, description: "", owner_id: owner, tags: [], forked_from: null })
    .returning("id")
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto("version")
    .values({
      repository_id,
      number: 1,
      status: "ready",
      description: "",
      origin: "pushed",
      model_type: "linear",
      author_id: owner,
      parent_id: null,
      dataset_revision_id: null,
      config: "",
      rendered_config: "{}",
      outputs: "[]",
      seed: 1,
      metrics: "{}",
      environment: "{}",
      worker: null,
      checkpoint_sha256: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  for (const { path, sha256 } of artifacts) {
    await db
      .insertInto("blob")
      .values({ sha256, bytes: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.insertInto("version_artifact").values({ version_id: id, path, sha256, media_type: "text/plain" }).execute()
  }
  return id
}

const pricesOf = (rows: readonly Readonly<Record<string, unknown>>[]): readonly number[] =>
  rows.map((row) => Math.round(Number(row["price_predictions"])))

describe("models to try", () => {
  it("answer for more versions than stay loaded, all at once and again", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => insertVersion(files)))
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(
        [...ids, ...ids].map((id, i) => models.predict(id, [{ size: i }, { size: 10 }])),
      )
      expect(answers.map(pricesOf)).toEqual(answers.map((_, i) => [3 * i + 1, 31]))
    }
    expect(await readdir(join(folder, "temporary"))).toEqual([])
  })

  it("say what is wrong with rows, and go on", async () => {
    const id = await insertVersion(files)
    await expect(models.predict(id, [{ weight: 1 }])).rejects.toMatchObject({ code: "serving/request" })
    expect(pricesOf(await models.predict(id, [{ size: 1 }]))).toEqual([4])
  })

  it("are refused where a file is not what the manifest says, and read again the next time", async () => {
    const { sha256 } = await storage.put(Buffer.from("{}"))
    const changed = files.map((file) => (file.path.endsWith("metadata.json") ? { ...file, sha256 } : file))
    const id = await insertVersion(changed)
    for (let time = 0; time < 2; time++)
      await expect(models.predict(id, [{ size: 1 }])).rejects.toMatchObject({ code: "hub/storage" })
    expect(await readdir(join(folder, "temporary"))).toEqual([])
  })

  it("take no more requests once they are put away", async () => {
    const own = createTryModels({ ...database, storage, temporary: join(folder, "temporary"), idleMs: 20 })
    const id = await insertVersion(files)
    expect(pricesOf(await own.predict(id, [{ size: 2 }]))).toEqual([7])
    await own[Symbol.asyncDispose]()
    await expect(own.predict(id, [{ size: 2 }])).rejects.toMatchObject({ code: "hub/busy" })
  })
})
