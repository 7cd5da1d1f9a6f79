// Repositories and versions in a database, without the hub's server: trained by a hand that writes what a worker would.
import { createHash } from "node:crypto"
import type { ColumnProfile, Metrics, Role, Version } from "../../packages/client/src/contract/index.ts"
import type { Actor } from "../../packages/hub/src/context.ts"
import { change, type Change } from "../../packages/hub/src/db/change.ts"
import { openJobQueue } from "../../packages/hub/src/jobs/boss-queue.ts"
import type { WorkQueue } from "../../packages/hub/src/jobs/job-queue.ts"
import { createRepository } from "../../packages/hub/src/repositories/create-repository.ts"
import { readConfig } from "../../packages/hub/src/versions/check-config.ts"
import { createVersion } from "../../packages/hub/src/versions/create-version.ts"
import { readVersionById } from "../../packages/hub/src/versions/read-versions.ts"
import { openTestDatabase, type TestDatabase } from "./hub-database.ts"

export const titanicConfig = `
input_features:
  - {name: age, type: number}
  - {name: sex, type: category}
output_features:
  - {name: survived, type: binary}
`

export interface TrainOptions {
  readonly config?: string
  readonly dataset?: string
  readonly parent?: number
  readonly description?: string
  readonly seed?: number
}

export interface VersionBench extends AsyncDisposable {
  readonly db: TestDatabase["db"]
  readonly queue: WorkQueue
  /** An editor, who owns what there is. */
  readonly ada: Actor
  /** Another editor. */
  readonly ben: Actor
  /** Does a work in a transaction; by Ada where nobody is said. */
  change<T>(work: (change: Change) => Promise<T>, actor?: Actor): Promise<T>
  /** A dataset's next revision of columns, the first rows of which were never there. */
  addRevision(dataset: string, columns?: readonly ColumnProfile[]): Promise<string>
  addRepository(name: string): Promise<string>
  train(repository: string, options?: TrainOptions, actor?: Actor): Promise<Version>
  /** Writes what a training leaves, and makes the version ready. */
  finish(version: Version, metrics?: Metrics): Promise<Version>
  /** Trained and finished. */
  addReady(repository: string, options?: TrainOptions, metrics?: Metrics): Promise<Version>
}

export async function openVersionBench(): Promise<VersionBench> {
  const database = await openTestDatabase()
  const { db } = database
  const queue = await openJobQueue(db, {})
  const ada = await addUser(database, "Ada", "editor")
  const ben = await addUser(database, "Ben", "editor")
  const bench: VersionBench = {
    db,
    queue,
    ada,
    ben,
    change: (work, actor = ada) => change(db, actor, work),
    addRevision: (dataset, columns = titanicColumns) => addRevision(database, { dataset, columns, userId: ada.userId }),
    addRepository: (name) =>
      bench.change((made) => createRepository(made, { name, description: `Models of ${name}.`, tags: ["tables"] })),
    async train(repository, options = {}, actor = ada) {
      const { config = titanicConfig, dataset = "titanic", parent, description = "", seed = 42 } = options
      const checked = readConfig(config)
      const request = { repository, config, checked, dataset, parent: parent?.toString(), description, seed }
      return readVersionById(db, await bench.change((made) => createVersion(made, queue, request), actor))
    },
    finish: (version, metrics = metricsOf(0.85)) => finishVersion(database, version, metrics),
    addReady: async (repository, options, metrics) => bench.finish(await bench.train(repository, options), metrics),
    async [Symbol.asyncDispose]() {
      await queue.close()
      await database[Symbol.asyncDispose]()
    },
  }
  await bench.addRevision("titanic")
  return bench
}

/** As a run of titanic has them, more or less good. */
export const metricsOf = (roc_auc: number): Metrics => ({
  training: split(Math.min(1, roc_auc + 0.02)),
  validation: split(roc_auc),
  test: split(roc_auc - 0.01),
})

const split = (roc_auc: number): NonNullable<Metrics["test"]> => ({
  combined: { loss: 1.2 - roc_auc },
  survived: { loss: 1.2 - roc_auc, roc_auc, accuracy: roc_auc - 0.05 },
})

async function addUser({ db }: TestDatabase, name: string, role: Role): Promise<Actor> {
  const { id } = await db
    .insertInto("user")
    .values({ name, email: `${name.toLowerCase()}@example.org`, role })
    .returning("id")
    .executeTakeFirstOrThrow()
  return { userId: id, name, role, tokenId: null, sessionId: null }
}

const column = (name: string, facts: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  sql_type: "VARCHAR",
  type: "category",
  rows: 891,
  missing: 0,
  distinct: 2,
  examples: [],
  min: null,
  max: null,
  mean: null,
  standard_deviation: null,
  quantiles: null,
  histogram: null,
  top: null,
  ...facts,
})

export const titanicColumns: readonly ColumnProfile[] = [
  column("age", {
    sql_type: "DOUBLE",
    type: "number",
    missing: 177,
    distinct: 88,
    min: 0.42,
    max: 80,
    mean: 29.7,
    standard_deviation: 14.5,
    quantiles: [4, 20.125, 28, 38, 56],
    histogram: { edges: [0, 40, 80], counts: [563, 151] },
  }),
  column("sex", {
    top: [
      { value: "male", count: 577 },
      { value: "female", count: 314 },
    ],
  }),
  column("survived", { sql_type: "BIGINT", type: "binary" }),
]

type Connected = Pick<TestDatabase, "db">

export interface NewRevision {
  readonly dataset: string
  readonly columns: readonly ColumnProfile[]
  readonly userId: string
}

/** A dataset's next revision, `titanic@1`, of which the hub knows all but the rows. */
export async function addRevision({ db }: Connected, { dataset, columns, userId }: NewRevision): Promise<string> {
  const { id, next } = await db
    .insertInto("dataset")
    .values({ name: dataset, description: "", created_by: userId, next_revision: 2 })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet((eb) => ({ next_revision: eb("dataset.next_revision", "+", 1) })),
    )
    .returning(["id", "next_revision as next"])
    .executeTakeFirstOrThrow()
  const sha256 = createHash("sha256").update(`${dataset} ${next}`).digest("hex")
  await db.insertInto("blob").values({ sha256, bytes: 60_302 }).execute()
  await db
    .insertInto("dataset_revision")
    .values({
      dataset_id: id,
      number: next - 1,
      sha256,
      bytes: 60_302,
      rows: 891,
      format: "csv",
      source: JSON.stringify({ kind: "upload", name: `${dataset}.csv` }),
      profile: JSON.stringify(columns),
      preview: JSON.stringify({ columns: columns.map(({ name }) => name), rows: [] }),
      created_by: userId,
    })
    .execute()
  return `${dataset}@${next - 1}`
}

const environment = { fidelio: "0.1.0", node: "v24.21.0", onnxruntime: "1.30.0", cores: 2, worker: "worker-1" }

/** Writes what a training leaves, and makes the version ready. */
export async function finishVersion({ db }: Connected, version: Version, metrics: Metrics): Promise<Version> {
  const { id: version_id } = version
  const model = Buffer.from(`model of ${version_id}`)
  const sha256 = createHash("sha256").update(model).digest("hex")
  await db.insertInto("blob").values({ sha256, bytes: model.length }).execute()
  await db
    .insertInto("version_artifact")
    .values({ version_id, path: "model/model.onnx", sha256, media_type: "application/octet-stream" })
    .execute()
  const curve = [1, 2].map((epoch, index) => ({ version_id, index, epoch, step: 10 * epoch, seconds: epoch }))
  await db
    .insertInto("evaluation")
    .values(curve.map((point) => ({ ...point, metrics: JSON.stringify(metrics) })))
    .execute()
  await db
    .insertInto("log_line")
    .values({ version_id, sequence: 1, level: "info", message: "The model is ready." })
    .execute()
  const value = metrics.validation?.["survived"]?.["roc_auc"] ?? null
  await db
    .updateTable("version")
    .set({
      status: "ready",
      metrics: JSON.stringify(metrics),
      objective: JSON.stringify({
        feature: "survived",
        metric: "roc_auc",
        split: "validation",
        direction: "maximize",
        value,
      }),
      split: JSON.stringify({ training: 623, validation: 89, test: 179, dropped: [] }),
      model: JSON.stringify({
        parameters: 1200,
        layers: [{ name: "combiner", description: "concat", parameters: 1200 }],
      }),
      signature: JSON.stringify({ inputs: [], outputs: [] }),
      environment: JSON.stringify(environment),
      preprocessing_at: new Date(),
      training_at: new Date(),
      evaluating_at: new Date(),
      ended: new Date(),
    })
    .where("id", "=", version_id)
    .execute()
  return readVersionById(db, version_id)
}
