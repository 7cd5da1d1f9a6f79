// Trainings without the hub's server: versions made by hand, and workers that take them up.
import { createHash } from "node:crypto"
import { createReadStream, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { parseConfig } from "../../packages/core/src/index.ts"
import { openJobQueue } from "../../packages/hub/src/jobs/boss-queue.ts"
import type { WorkQueue } from "../../packages/hub/src/jobs/job-queue.ts"
import { createDiskStorage } from "../../packages/hub/src/storage/disk-storage.ts"
import type { Storage } from "../../packages/hub/src/storage/storage.ts"
import { startModule, type ModuleProcess } from "../../packages/hub/src/worker/module-process.ts"
import type { WorkerEvent } from "../../packages/hub/src/worker/worker.ts"
import { openTestDatabase, type TestDatabase } from "./hub-database.ts"
import { root } from "./sources.ts"
import { until } from "./until.ts"

type Db = TestDatabase["db"]

const readVersion = async (db: Db, id: string) =>
  await db.selectFrom("version").selectAll().where("id", "=", id).executeTakeFirstOrThrow()

export type VersionRow = Awaited<ReturnType<typeof readVersion>>

export interface TrainingBench extends AsyncDisposable {
  readonly database: TestDatabase
  readonly queue: WorkQueue
  readonly storage: Storage
  readonly folder: string
  readonly storageFolder: string
  readonly userId: string
  /** What went wrong in workers themselves. */
  readonly faults: readonly string[]
  /** Enqueues the next version of the one repository. */
  enqueue(config: string, seed?: number): Promise<string>
  version(id: string): Promise<VersionRow>
  /** The version once it is so. */
  until(id: string, isSo: (version: VersionRow) => boolean): Promise<VersionRow>
  /** Starts a worker in a process of its own, which disposing kills. */
  startWorker(name: string, concurrency?: number): ModuleProcess
  /** Kills every worker. */
  stopWorkers(): Promise<void>
  artifacts(id: string): Promise<ReadonlyMap<string, string>>
  read(sha256: string): Promise<string>
}

export const ended = ({ status }: Pick<VersionRow, "status">): boolean =>
  ["ready", "failed", "cancelled"].includes(status)

const penguins = join(root, "node_modules/vega-datasets/data/penguins.json")

const inputs = `
input_features:
  - { name: Beak Length (mm), type: number }
  - { name: Beak Depth (mm), type: number }
  - { name: Flipper Length (mm), type: number }
  - { name: Island, type: category }
`

/** A config for each type of model, on the penguins. */
export const penguinConfigs = {
  ecd: `${inputs}
output_features: [{ name: Species, type: category }]
trainer: { epochs: 5 }
`,
  gbm: `model_type: gbm
${inputs}
output_features: [{ name: Species, type: category }]
trainer: { num_boost_round: 20 }
`,
  linear: `model_type: linear
${inputs}
output_features: [{ name: Body Mass (g), type: number }]
`,
} as const

/** Trains until it is stopped: small, slow enough to be interrupted, and with a checkpoint an epoch. */
export const longConfig = (epochs: number): string => `${inputs}
output_features: [{ name: Species, type: category }]
combiner: { type: concat, num_fc_layers: 2, output_size: 64 }
trainer: { epochs: ${epochs}, early_stop: -1, batch_size: 16 }
`

export async function openTrainingBench(): Promise<TrainingBench> {
  const folder = await mkdtemp(join(tmpdir(), "fidelio-test-"))
  const storageFolder = join(folder, "storage")
  const database = await openTestDatabase()
  const { db } = database
  const queue = await openJobQueue(db, {})
  const storage = await createDiskStorage(storageFolder)
  const { userId, repositoryId, revisionId } = await insertSurroundings(database, storage)
  const workers: ModuleProcess[] = []
  const faults: string[] = []
  let number = 0
  const version = (id: string): Promise<VersionRow> => readVersion(db, id)
  const stopWorkers = async (): Promise<void> => {
    for (const { child, ended: end } of workers.splice(0)) {
      child.kill("SIGKILL")
      await end
    }
  }
  return {
    database,
    queue,
    storage,
    folder,
    storageFolder,
    userId,
    faults,
    version,
    async enqueue(config, seed = 42) {
      const { config: rendered } = parseConfig(config)
      return await db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto("version")
          .values({
            repository_id: repositoryId,
            number: ++number,
            status: "queued",
            description: "",
            origin: "trained",
            model_type: rendered.model_type,
            author_id: userId,
            parent_id: null,
            dataset_revision_id: revisionId,
            config,
            rendered_config: JSON.stringify(rendered),
            outputs: JSON.stringify(rendered.output_features.map(({ name, type }) => ({ name, type }))),
            seed,
            metrics: "{}",
            environment: "{}",
            worker: null,
            checkpoint_sha256: null,
            queued_at: new Date(),
          })
          .returning("id")
          .executeTakeFirstOrThrow()
        await queue.enqueue(transaction, id)
        return id
      })
    },
    until: (id, isSo) => until(() => version(id), isSo),
    startWorker(name, concurrency = 1) {
      const setup = {
        database: database.connectionString,
        storage: storageFolder,
        temporary: join(folder, "workers"),
        name,
        concurrency,
      }
      const worker = startModule("worker-process", {
        setup,
        onMessage(message) {
          const event = message as WorkerEvent // from our own module
          if (event.type === "fault") faults.push(event.message)
        },
      })
      workers.push(worker)
      return worker
    },
    stopWorkers,
    async artifacts(id) {
      const rows = await db.selectFrom("version_artifact").selectAll().where("version_id", "=", id).execute()
      return new Map(rows.map(({ path, sha256 }) => [path, sha256]))
    },
    read: async (sha256) => await text(await storage.read(sha256)),
    async [Symbol.asyncDispose]() {
      await stopWorkers()
      await queue.close()
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function insertSurroundings(
  { db }: TestDatabase,
  storage: Storage,
): Promise<{ readonly userId: string; readonly repositoryId: string; readonly revisionId: string }> {
  const { id: userId } = await db
    .insertInto("user")
    .values({ name: "Ada", email: "ada@example.org", role: "admin" })
    .returning("id")
    .executeTakeFirstOrThrow()
  const { id: repositoryId } = await db
    .insertInto("repository")
    .values({ name: "penguins", description: "", owner_id: userId, tags: [], forked_from: null })
    .returning("id")
    .executeTakeFirstOrThrow()
  return { userId, repositoryId, revisionId: await insertPenguins(db, storage, userId) }
}

/** The dataset `penguins`; the id of its revision. */
export async function insertPenguins(db: Db, storage: Storage, userId: string): Promise<string> {
  const sha256 = createHash("sha256").update(readFileSync(penguins)).digest("hex")
  const { bytes } = await storage.put(createReadStream(penguins), { sha256 })
  const { id: dataset_id } = await db
    .insertInto("dataset")
    .values({ name: "penguins", description: "", created_by: userId })
    .returning("id")
    .executeTakeFirstOrThrow()
  await db.insertInto("blob").values({ sha256, bytes }).execute()
  const [first = {}] = JSON.parse(readFileSync(penguins, "utf8")) as readonly object[]
  const { id } = await db
    .insertInto("dataset_revision")
    .values({
      dataset_id,
      number: 1,
      sha256,
      bytes,
      rows: 344,
      format: "json",
      source: JSON.stringify({ kind: "upload", name: "penguins.json" }),
      profile: JSON.stringify(Object.keys(first).map((name) => ({ name }))),
      preview: JSON.stringify({ columns: [], rows: [] }),
      created_by: userId,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return id
}
