// Trainings by real workers in processes of their own: what they leave, and what is left when they are killed.
import { readFileSync, readdirSync } from "node:fs"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { HeldJob } from "../../packages/hub/src/jobs/job-queue.ts"
import type { TrainingOutcome } from "../../packages/hub/src/worker/messages.ts"
import { problemOf } from "../../packages/hub/src/worker/problem-of.ts"
import { takeUp } from "../../packages/hub/src/worker/take-up.ts"
import { TrainingRecord } from "../../packages/hub/src/worker/training-record.ts"
import {
  ended,
  longConfig,
  openTrainingBench,
  penguinConfigs,
  type TrainingBench,
  type VersionRow,
} from "../support/hub-training.ts"
import { until } from "../support/until.ts"

let bench: TrainingBench
beforeAll(async () => {
  bench = await openTrainingBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

afterEach(async () => {
  await bench.stopWorkers()
  expect(bench.faults).toEqual([])
})

const logOf = async (id: string): Promise<readonly string[]> => {
  const rows = await bench.database.db
    .selectFrom("log_line")
    .select(["sequence", "message"])
    .where("version_id", "=", id)
    .orderBy("sequence")
    .execute()
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, i) => i))
  return rows.map(({ message }) => message)
}

const evaluationsOf = async (id: string) =>
  await bench.database.db
    .selectFrom("evaluation")
    .select(["index", "step", "metrics"])
    .where("version_id", "=", id)
    .orderBy("index")
    .execute()

const weights = "model/model_weights.safetensors"

describe("a worker", () => {
  const files: Readonly<Record<keyof typeof penguinConfigs, readonly string[]>> = {
    ecd: [],
    gbm: ["feature_importance.json"],
    linear: ["coefficients.csv"],
  }

  it("trains every type of model, two at once, and records all of it", async () => {
    const worker = bench.startWorker("both", 2)
    const ids = new Map<keyof typeof penguinConfigs, string>()
    for (const type of ["ecd", "gbm", "linear"] as const) ids.set(type, await bench.enqueue(penguinConfigs[type]))
    for (const [type, id] of ids) {
      const version = await bench.until(id, ended)
      expect(version.error).toBeNull()
      expect(version).toMatchObject({ status: "ready", worker: "both", lease: 1, progress: null, lost: 0 })
      const times = [version.queued_at, version.preprocessing_at, version.training_at, version.evaluating_at]
      const stages = [...times, version.ended].map(Number)
      expect(stages).toEqual(stages.toSorted((a, b) => a - b))
      expect(version.split).toMatchObject({ training: expect.any(Number), validation: expect.any(Number) })
      expect(Object.keys(version.metrics).toSorted()).toEqual(["test", "training", "validation"])
      expect(version.objective).toMatchObject({ split: "validation", value: expect.any(Number) })
      expect(version.environment).toMatchObject({ fidelio: expect.any(String), seed: 42, worker: "both" })
      expect(version.signature?.inputs.map(({ column }) => column)).toContain("Island")
      expect(version.model!.layers.length).toBeGreaterThan(0)
      const artifacts = await bench.artifacts(id)
      expect([...artifacts.keys()]).toEqual(
        expect.arrayContaining([
          "description.json",
          "model/manifest.json",
          "model/model.onnx",
          "predictions.parquet",
          "test_statistics.json",
          "training_statistics.json",
          ...files[type],
        ]),
      )
      const description = JSON.parse(await bench.read(artifacts.get("description.json")!)) as object
      expect(description).toMatchObject({ dataset: "penguins@1", random_seed: 42 })
      expect((await evaluationsOf(id)).length).toBeGreaterThan(0)
      expect((await logOf(id)).join("\n")).toMatch(/Data ready.*Trained in.*Evaluated on the test split/s)
    }
    worker.child.kill("SIGTERM")
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(await bench.database.db.selectFrom("worker").selectAll().execute()).toEqual([])
  })

  it("keeps why a training failed, and goes on with the next", async () => {
    bench.startWorker("failing")
    const noSuchColumn = await bench.enqueue(penguinConfigs.ecd.replaceAll("Island", "Continent"))
    const noNumbers = await bench.enqueue(
      penguinConfigs.gbm.replace("name: Island, type: category", "name: Island, type: number"),
    )
    const good = await bench.enqueue(penguinConfigs.linear)
    const missing = await bench.until(noSuchColumn, ended)
    expect(missing).toMatchObject({ status: "failed", error: { code: "data/missing-column" }, training_at: null })
    expect(await logOf(noSuchColumn)).toEqual([missing.error!.detail])
    const unreadable = await bench.until(noNumbers, ended)
    expect(unreadable).toMatchObject({ status: "failed", error: { code: "data/value", at: "Island" } })
    expect(JSON.stringify(unreadable.error)).not.toContain(bench.folder)
    expect(await bench.until(good, ended)).toMatchObject({ status: "ready" })
    expect(await bench.artifacts(noNumbers)).toEqual(new Map())
  })
})

describe("a training whose process crashes", () => {
  it("fails by itself, with how its process ended", async () => {
    const worker = bench.startWorker("crashing", 2)
    const crashed = await bench.enqueue(longConfig(100_000))
    await bench.until(crashed, ({ status }) => status === "training")
    const other = await bench.enqueue(penguinConfigs.gbm)
    const [training] = trainingsOf(worker.child.pid!)
    process.kill(training!, "SIGABRT")
    const version = await bench.until(crashed, ended)
    expect(version).toMatchObject({ status: "failed", error: { code: "hub/training-crashed" }, lease: 1 })
    expect(version.error!.detail).toContain("SIGABRT")
    expect((await logOf(crashed)).at(-1)).toBe(version.error!.detail)
    expect(await bench.until(other, ended)).toMatchObject({ status: "ready" })
  })
})

describe("a training that is interrupted", () => {
  const config = longConfig(700)

  it("ends as if it had not been, after its worker, then its process, then a worker that closes", async () => {
    const undisturbed = await bench.enqueue(config)
    bench.startWorker("calm")
    expect(await bench.until(undisturbed, ended)).toMatchObject({ status: "ready" })
    await bench.stopWorkers()

    const id = await bench.enqueue(config)
    const first = bench.startWorker("first")
    const { checkpoint_sha256: checkpoint } = await bench.until(id, hasCheckpointBesides(null))
    first.child.kill("SIGKILL")
    await first.ended
    await until(
      () => trainingsOf(first.child.pid!).length,
      (count) => count === 0,
    )

    const second = bench.startWorker("second")
    const further = await bench.until(id, hasCheckpointBesides(checkpoint))
    expect(further).toMatchObject({ status: "training", lease: 2, lost: 0, worker: "second" })
    for (const training of trainingsOf(second.child.pid!)) process.kill(training, "SIGKILL")
    const again = await bench.until(id, hasCheckpointBesides(further.checkpoint_sha256))
    expect(again).toMatchObject({ status: "training", lease: 3, lost: 0, worker: "second" })
    second.child.kill("SIGTERM")
    await second.ended
    expect(await bench.version(id)).toMatchObject({ status: "training", lease: 3, worker: null })

    bench.startWorker("third")
    const version = await bench.until(id, ended)
    expect(version).toMatchObject({ status: "ready", lease: 4, worker: "third", checkpoint_sha256: null })
    expect((await bench.artifacts(id)).get(weights)).toBe((await bench.artifacts(undisturbed)).get(weights))
    expect(await evaluationsOf(id)).toEqual(await evaluationsOf(undisturbed))
    expect((await logOf(id)).join("\n")).toMatch(
      /goes on from the checkpoint.*was killed.*goes on from the checkpoint/s,
    )
    const blobs = await bench.database.db.selectFrom("blob").select("sha256").execute()
    const kept = new Set(blobs.map(({ sha256 }) => sha256))
    for await (const { sha256 } of bench.storage.list()) expect(kept).toContain(sha256)
  })
})

const hasCheckpointBesides =
  (before: string | null) =>
  (version: VersionRow): boolean =>
    ended(version) || (version.checkpoint_sha256 !== null && version.checkpoint_sha256 !== before)

/** Processes of trainings that a worker started. */
const trainingsOf = (pid: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isTrainingOf(name, pid))
    .map(Number)

function isTrainingOf(name: string, pid: number): boolean {
  try {
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1]
    return Number(parent) === pid && readFileSync(`/proc/${name}/cmdline`, "latin1").includes("training-process")
  } catch {
    return false // it is gone
  }
}

describe("a late writer", () => {
  const take = async (worker: string) => {
    const job = (await bench.queue.take())!
    return { job, record: await takeUpAs(worker, job) }
  }
  const takeUpAs = async (worker: string, job: HeldJob): Promise<TrainingRecord | undefined> => {
    const { database, queue, storage } = bench
    const taken = await takeUp(database.db, queue, { job, worker })
    return taken && new TrainingRecord(taken, { db: database.db, queue, storage, job })
  }
  const outcome = async (): Promise<TrainingOutcome> => {
    const { sha256, bytes } = await bench.storage.put(Buffer.from("a file"))
    return {
      files: [{ path: "description.json", sha256, bytes, media_type: "application/json" }],
      metrics: {},
      objective: null,
      signature: { inputs: [], outputs: [] },
      environment: {},
    }
  }

  it("changes nothing once another worker has the version", async () => {
    const id = await bench.enqueue(penguinConfigs.ecd)
    const { job, record: late } = await take("late")
    const record = await takeUpAs("next", job)
    const before = await bench.version(id)
    late!.note({ type: "log", level: "info", message: "late", at: 0 })
    late!.note({ type: "stage", stage: "training", at: 0 })
    late!.note({ type: "evaluation", evaluation: { epoch: 1, step: 1, seconds: 1, metrics: {} } })
    late!.note({ type: "checkpoint", ...(await bench.storage.put(Buffer.from("late"))) })
    expect(await late!.flush()).toBe(false)
    expect(await late!.ready(await outcome())).toBe(false)
    expect(await late!.failed(problemOf(new Error("late")))).toBe(false)
    expect(await bench.version(id)).toEqual(before)
    expect(await logOf(id)).toEqual([])
    expect(await evaluationsOf(id)).toEqual([])
    expect(await bench.artifacts(id)).toEqual(new Map())

    record!.note({ type: "log", level: "info", message: "in time", at: 0 })
    expect(await record!.ready(await outcome())).toBe(true)
    expect(await bench.version(id)).toMatchObject({ status: "ready", worker: "next", lease: 2 })
    expect(await logOf(id)).toEqual(["in time"])
    expect(await record!.flush()).toBe(false)
    expect(await record!.ready(await outcome())).toBe(false)
    expect((await bench.artifacts(id)).size).toBe(1)
  })

  it("is the last of many without progress: the training is given up", async () => {
    const id = await bench.enqueue(penguinConfigs.ecd)
    const { job, record } = await take("first")
    expect(record).toBeDefined()
    for (let time = 2; time <= 4; time++) expect(await takeUpAs("next", job)).toBeDefined()
    expect(await takeUpAs("last", job)).toBeUndefined()
    expect(await bench.version(id)).toMatchObject({ status: "failed", error: { code: "hub/training-lost" } })
    expect(await bench.queue.take()).toBeUndefined()
  })

  it("takes up nothing that was deleted or has ended", async () => {
    const id = await bench.enqueue(penguinConfigs.ecd)
    await bench.database.db.updateTable("version").set({ status: "cancelled" }).where("id", "=", id).execute()
    const { record } = await take("any")
    expect(record).toBeUndefined()
    expect(await bench.queue.take()).toBeUndefined()
  })
})
