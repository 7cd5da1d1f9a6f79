// Trainings through the hub: started, followed, cancelled, tried, their files brought away and sent again.
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { HubClient, Version, VersionEvent } from "../../packages/client/src/index.ts"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { createDiskStorage } from "../../packages/hub/src/storage/disk-storage.ts"
import type { Storage } from "../../packages/hub/src/storage/storage.ts"
import { startTestHub, type TestHub } from "../support/hub.ts"
import { insertPenguins, longConfig, penguinConfigs } from "../support/hub-training.ts"
import { until } from "../support/until.ts"

let hub: TestHub
let client: HubClient
let db: ReturnType<typeof connect>
let storage: Storage
beforeAll(async () => {
  hub = await startTestHub({ workers: 2 })
  client = hub.client("editor")
  db = connect(hub.database)
  storage = await createDiskStorage(join(hub.data, "storage"))
  const { id } = await db.selectFrom("user").select("id").where("role", "=", "admin").executeTakeFirstOrThrow()
  await insertPenguins(db, storage, id)
  await client.createRepository({ body: { name: "penguins" } })
})
afterAll(async () => {
  await db.destroy()
  await hub.close()
})

const place = ({ repository, number }: Pick<Version, "repository" | "number">) => ({
  repository,
  version: String(number),
})

const start = (config: string): Promise<Version> =>
  client.trainVersion({ params: { repository: "penguins" }, body: { config, dataset: "penguins" } })

/** All that followers are told. */
async function follow(version: Version): Promise<readonly VersionEvent[]> {
  const events: VersionEvent[] = []
  for await (const event of await client.followVersion({ params: place(version) })) events.push(event)
  return events
}

const statusesOf = (events: readonly VersionEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "status" ? [event.version.status] : []))

async function readArtifact(version: Version, sha256: string): Promise<Buffer> {
  const response = await client.downloadArtifact({ params: { ...place(version), sha256 } })
  return Buffer.from(await response.arrayBuffer())
}

describe("a training", () => {
  it.each(["ecd", "gbm", "linear"] as const)("of type %s is followed live, and answers predictions", async (type) => {
    const queued = await start(penguinConfigs[type])
    expect(queued).toMatchObject({ origin: "trained", model_type: type })
    const events = await follow(queued)
    expect(events[0]).toMatchObject({ type: "status" })
    expect(statusesOf(events).at(-1)).toBe("ready")
    expect(await follow(queued)).toEqual(expect.arrayContaining(events.filter((event) => event.type === "log")))
    const params = place(queued)
    const { items: evaluations } = await client.listEvaluations({ params })
    expect(events.flatMap((event) => (event.type === "evaluation" ? [event.evaluation] : []))).toEqual(evaluations)
    const log = await client.listLog({ params, query: { limit: 2 } })
    expect(log.items.map(({ sequence }) => sequence)).toEqual([0, 1])
    const rest = await client.listLog({ params, query: { cursor: log.next_cursor!, limit: 200 } })
    expect(rest.items[0]!.sequence).toBe(2)
    const { inputs } = await client.getSignature({ params })
    const example = Object.fromEntries(inputs.map(({ column, example: value }) => [column, value]))
    const { predictions } = await client.predict({ params, body: { rows: [example, example] } })
    expect(predictions).toHaveLength(2)
    expect(predictions[0]).toEqual(predictions[1])
    const { split, outputs, importance } = await client.getStatistics({ params })
    expect(split).toBe("test")
    expect(Object.keys(outputs)).toEqual(type === "linear" ? ["Body Mass (g)"] : ["Species"])
    expect(importance === null).toBe(type !== "gbm")
    const { model } = await client.getVersion({ params })
    expect(model?.layers.some(({ trees = 0, leaves = 0 }) => trees > 0 && leaves > trees)).toBe(type === "gbm")
  })

  it("is cancelled while it waits and while it runs, and leaves nothing that runs", async () => {
    const running = [await start(longConfig(100_000)), await start(longConfig(100_000))]
    const waiting = await start(longConfig(100_000))
    const lives = running.map((version) => follow(version))
    for (const version of running)
      await until(
        () => client.getVersion({ params: place(version) }),
        ({ status }) => status === "training",
      )
    const progressOf = async () =>
      (await client.listJobs({ query: { status: "training" } })).items.map(({ progress }) => progress?.epochs)
    while ((await progressOf()).some((epochs) => epochs !== 100_000)) await delay(50)
    const jobs = await client.listJobs({ query: { limit: 2 } })
    expect(jobs.items.map(({ version }) => version.number)).toEqual([waiting.number, running[1]!.number])
    const more = await client.listJobs({ query: { limit: 2, cursor: jobs.next_cursor! } })
    expect(more.items[0]).toMatchObject({ version: { number: running[0]!.number }, worker: /^local-/, attempt: 1 })
    expect(more.items[1]!.version.status).toBe("ready")
    const { items: workers } = await client.listWorkers()
    expect(workers).toMatchObject([
      { name: "local-1", running: 1, is_alive: true, concurrency: 1 },
      { name: "local-2", running: 1, is_alive: true, concurrency: 1 },
    ])
    for (const version of [waiting, ...running]) {
      const cancelled = await client.cancelVersion({ params: place(version) })
      expect(cancelled).toMatchObject({ status: "cancelled", ended: expect.any(String) })
      const log = await client.listLog({ params: place(version), query: { limit: 200 } })
      expect(log.items.at(-1)!.message).toBe("Cancelled by The editor.")
      await expect(client.cancelVersion({ params: place(version) })).rejects.toMatchObject({ code: "hub/conflict" })
    }
    for (const events of await Promise.all(lives)) expect(statusesOf(events).at(-1)).toBe("cancelled")
    while (trainingProcesses(hub.data) > 0) await delay(50)
    const next = await start(penguinConfigs.linear)
    expect(statusesOf(await follow(next)).at(-1)).toBe("ready")
    expect((await client.listJobs({ query: { status: "cancelled" } })).items).toHaveLength(3)
  })

  it("that fails says why, by a problem and in its log", async () => {
    const version = await start(
      penguinConfigs.gbm.replace("name: Island, type: category", "name: Island, type: number"),
    )
    await follow(version)
    const { status, error } = await client.getVersion({ params: place(version) })
    expect(status).toBe("failed")
    expect(error).toMatchObject({ code: "data/value", at: "Island", detail: expect.stringContaining("Torgersen") })
    await expect(client.getSignature({ params: place(version) })).rejects.toMatchObject({ code: "hub/not-ready" })
    await expect(predict(version, [{}])).rejects.toMatchObject({ code: "hub/not-ready" })
    expect(await client.listArtifacts({ params: place(version) })).toEqual({ items: [] })
    expect(await client.getStatistics({ params: place(version) })).toEqual({
      split: null,
      outputs: {},
      importance: null,
    })
  })

  it("answers rows that are not as the model takes them with what is wrong", async () => {
    const version = await trained("linear")
    await expect(predict(version, [{ Island: "Dream" }])).rejects.toMatchObject({
      code: "serving/request",
      message: expect.stringContaining("Beak Length (mm)"),
    })
  })
})

describe("the files of a version", () => {
  it("are brought away by their SHA-256, those of another version are not", async () => {
    const [tree, linear] = [await trained("gbm"), await trained("linear")]
    const { items } = await client.listArtifacts({ params: place(tree) })
    for (const { sha256, bytes } of items) {
      const content = await readArtifact(tree, sha256)
      expect(content).toHaveLength(bytes)
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256)
    }
    const model = items.find(({ path }) => path === "model/model.onnx")!
    await expect(readArtifact(linear, model.sha256)).rejects.toMatchObject({ code: "hub/not-found" })
    const response = await hub.fetch(`/api/v1/repositories/penguins/versions/${tree.number}/artifacts/${model.sha256}`)
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="?model\.onnx/)
    expect(response.headers.get("x-content-type-options")).toBe("nosniff")
    await response.body?.cancel()
  })

  it.each(["ecd", "gbm", "linear"] as const)(
    "of a model of type %s make the same version when pushed",
    async (type) => {
      const version = await trained(type)
      const files = await filesOf(version)
      const pushed = await push(files, { dataset: "penguins", parent: String(version.number) })
      expect(pushed).toMatchObject({
        status: "ready",
        origin: "pushed",
        model_type: type,
        parent: { repository: "penguins", number: version.number },
        dataset: { name: "penguins", revision: 1 },
        objective: version.objective,
        metrics: version.metrics,
        config: version.config,
        rendered_config: version.rendered_config,
        outputs: version.outputs,
        seed: 42,
        split: version.split,
        model: version.model,
        environment: version.environment,
      })
      const [ours, theirs] = [place(pushed), place(version)]
      const [from, to] = [version, pushed].map(({ number }) => `penguins@${number}`) as [string, string]
      const diff = await client.diffVersions({ query: { from, to } })
      expect([diff.model, diff.environment, diff.data.changes, diff.config.changes]).toEqual([[], [], [], []])
      expect(await client.getSignature({ params: ours })).toEqual(await client.getSignature({ params: theirs }))
      expect(await client.getStatistics({ params: ours })).toEqual(await client.getStatistics({ params: theirs }))
      expect(await client.listArtifacts({ params: ours })).toEqual(await client.listArtifacts({ params: theirs }))
      const curves = async (params: typeof ours) =>
        (await client.listEvaluations({ params })).items.map(({ epoch, step, metrics }) => ({ epoch, step, metrics }))
      expect(await curves(ours)).toEqual(await curves(theirs))
      const { inputs } = await client.getSignature({ params: ours })
      const row = Object.fromEntries(inputs.map(({ column, example }) => [column, example]))
      expect(await predict(pushed, [row])).toEqual(await predict(version, [row]))
      expect(statusesOf(await follow(pushed))).toEqual(["ready"])
    },
  )

  it("are taken as an earlier version of Fidelio wrote them, and with a description that is damaged", async () => {
    const version = await trained("gbm")
    const files = await filesOf(version)
    const sha256 = files.find(({ path }) => path === "description.json")!.sha256
    const description = JSON.parse((await readArtifact(version, sha256)).toString()) as Record<string, unknown>
    const { split: _, model: __, ...earlier } = description
    const environment = { node: "v24.1.0", platform: "linux", arch: "arm64", cores: 4 }
    const old = await push(await describedBy(files, { ...earlier, environment }))
    expect(old).toMatchObject({ status: "ready", split: null, metrics: version.metrics })
    expect(old.environment).toEqual({
      fidelio: version.environment["fidelio"],
      node: "24.1.0",
      platform: "linux arm64",
      cores: 4,
      seed: 42,
    })
    expect(old.model!.layers.length).toBeGreaterThan(0)
    const damaged = await push(await describedBy(files, { ...description, split: { training: -1 }, model: "large" }))
    expect(damaged).toMatchObject({ split: null, environment: version.environment })
    expect(damaged.model).toEqual(old.model)
  })

  it("are refused where they are not those of a model", async () => {
    const files = await filesOf(await trained("linear"))
    const other = (await storage.put(Buffer.from("something else"))).sha256
    const changed = (path: string, sha256: string) =>
      files.map((file) => (file.path === path ? { path, sha256 } : file))
    const cases = [
      [files.filter(({ path }) => path !== "model/manifest.json"), /manifest/],
      [files.filter(({ path }) => path !== "model/model.onnx"), /missing/],
      [changed("model/model_weights.safetensors", other), /model_weights\.safetensors.*damaged/],
      [changed("model/manifest.json", other), /not JSON/],
      [[...files, { path: "model/extra.bin", sha256: other }], /not in the manifest/],
      [[...files, { path: "../outside", sha256: other }], /"\.\.\/outside"/],
      [[...files, { path: "/etc/passwd", sha256: other }], /passwd/],
      [[...files, { path: "model/.hidden", sha256: other }], /hidden/],
      [[...files, { path: "a/b/c", sha256: other }], /a\/b\/c/],
      [[...files, { path: "DESCRIPTION.json", sha256: other }], /twice/],
    ] as const
    const before = await client.getRepository({ params: { repository: "penguins" } })
    for (const [sent, message] of cases) {
      const error: unknown = await push(sent).catch((cause: unknown) => cause)
      expect(error).toMatchObject({ code: "hub/model", message: expect.stringMatching(message) })
      expect(JSON.stringify(error)).not.toContain(hub.data)
    }
    await expect(push(changed("description.json", "0".repeat(64)))).rejects.toMatchObject({ code: "hub/not-found" })
    expect(await client.getRepository({ params: { repository: "penguins" } })).toEqual(before)
  })
})

const predict = (version: Version, rows: Parameters<HubClient["predict"]>[0]["body"]["rows"]) =>
  client.predict({ params: place(version), body: { rows } })

/** The newest ready version of a type. */
async function trained(type: Version["model_type"]): Promise<Version> {
  const { items } = await client.listVersions({ params: { repository: "penguins" }, query: { status: "ready" } })
  const found = items.find((item) => item.model_type === type && item.origin === "trained")
  return await client.getVersion({ params: place(found!) })
}

interface SentFile {
  readonly path: string
  readonly sha256: string
}

const filesOf = async (version: Version): Promise<readonly SentFile[]> =>
  (await client.listArtifacts({ params: place(version) })).items.map(({ path, sha256 }) => ({ path, sha256 }))

/** The files with another description. */
async function describedBy(files: readonly SentFile[], description: object): Promise<readonly SentFile[]> {
  const { sha256 } = await storage.put(Buffer.from(JSON.stringify(description)))
  return files.map((file) => (file.path === "description.json" ? { ...file, sha256 } : file))
}

const push = (
  files: readonly SentFile[],
  more: { readonly dataset?: string; readonly parent?: string } = {},
): Promise<Version> => client.pushVersion({ params: { repository: "penguins" }, body: { files: [...files], ...more } })

/** Processes that work below a folder. */
const trainingProcesses = (folder: string): number =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isTraining(name, folder)).length

function isTraining(name: string, folder: string): boolean {
  try {
    const isOurs = readlinkSync(`/proc/${name}/cwd`).startsWith(folder)
    return isOurs && readFileSync(`/proc/${name}/cmdline`, "latin1").includes("training-process")
  } catch {
    return false // it is gone
  }
}
