// Clients that go away in the middle of something, servers that want one folder, and a worker that was thought dead and is not.
import { createHash, randomBytes } from "node:crypto"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Version } from "../../packages/client/src/index.ts"
import { startFidelio, outcomeOf, temporaryFolder, type Folder } from "../support/command.ts"
import { createOnServer, testDatabaseServer } from "../support/hub.ts"
import { createRepository, train, upload, type Surroundings } from "../support/hub-faults/clients.ts"
import { HubCommand } from "../support/hub-faults/hub-command.ts"
import { Ledger } from "../support/hub-faults/ledger.ts"
import { childrenOf, isThere, signal, treeOf } from "../support/hub-faults/processes.ts"
import { settle, verify } from "../support/hub-faults/verify.ts"
import { longConfig, penguinConfigs } from "../support/hub-training.ts"
import { root } from "../support/sources.ts"
import { until } from "../support/until.ts"

const onEmbedded = testDatabaseServer === ""

let folder: Folder
let hub: HubCommand
let around: Surroundings
let drop: () => Promise<void> = () => Promise.resolve()
beforeAll(async () => {
  folder = temporaryFolder()
  const database = onEmbedded ? undefined : await createOnServer()
  if (database !== undefined) drop = () => database.drop()
  hub = new HubCommand({ data: folder.at("hub"), database: database?.connectionString, workers: 2 })
  around = { hub, ledger: new Ledger() }
  await hub.start()
  await createRepository(around, "penguins")
  const penguins = readFileSync(join(root, "node_modules/vega-datasets/data/penguins.json"))
  await upload(around, "penguins", new Uint8Array(penguins))
})
afterAll(async () => {
  await hub.end("SIGKILL").catch(() => undefined) // it has ended
  await drop()
  folder[Symbol.dispose]()
})

const isSome = (found: readonly unknown[]): boolean => found.length > 0
const isNone = (found: readonly unknown[]): boolean => found.length === 0
const isOver = (status: Version["status"]): boolean => ["ready", "failed"].includes(status)

const filesIn = (...names: readonly string[]): readonly string[] =>
  readdirSync(folder.at("hub", ...names), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

/** Files that the server has open below its storage. */
const openFiles = (): readonly string[] =>
  readdirSync(`/proc/${hub.pid}/fd`)
    .map((name) => linkOf(`/proc/${hub.pid}/fd/${name}`))
    .filter((path) => path.startsWith(folder.at("hub", "storage")))

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return "" // it was closed meanwhile
  }
}

/** Sends the beginning of a body that was announced as longer, waits until it is being written, and is gone. */
async function breakOff(path: string): Promise<void> {
  const sent = request(`${hub.url}/api/v1${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${hub.token}`,
      "content-type": "application/octet-stream",
      "content-length": String(50 * 2 ** 20),
      "idempotency-key": "broken-off",
    },
  })
  sent.on("error", () => undefined) // it is cut off below
  sent.write(Buffer.concat([Buffer.from("x\n"), randomBytes(2 ** 20)]))
  await until(() => filesIn("storage", "incoming"), isSome)
  sent.destroy()
}

describe("a client that goes away", () => {
  test("while it uploads leaves nothing", async () => {
    const before = filesIn("storage").length
    for (const path of ["/datasets/broken/revisions?file=x.csv", "/blobs"]) {
      await breakOff(path)
      await until(() => filesIn("storage", "incoming"), isNone)
    }
    expect(filesIn("storage")).toHaveLength(before)
    expect(filesIn("temporary")).toEqual([])
    await until(() => childrenOf(hub.pid, "profile-process"), isNone)
    await expect(hub.client.getDataset({ params: { dataset: "broken" } })).rejects.toMatchObject({ status: 404 })
    const again = await hub.client.uploadRevision(
      { params: { dataset: "whole" }, query: { file: "x.csv" }, body: new Uint8Array(Buffer.from("x\n1\n2\n")) },
      { idempotencyKey: "whole" },
    )
    expect(again.revision).toBe(1)
  })

  test("while it downloads leaves no file open", async () => {
    const body = new Uint8Array(
      Buffer.from(
        `x\n${randomBytes(8 * 2 ** 20)
          .toString("hex")
          .replaceAll(/.{64}/g, "$&\n")}`,
      ),
    )
    const { sha256 } = await hub.client.uploadRevision({ params: { dataset: "wide" }, query: { file: "x.csv" }, body })
    for (let time = 0; time < 5; time++) {
      const gone = new AbortController()
      const params = { dataset: "wide", revision: 1 }
      const response = await hub.client.downloadRevision({ params }, { signal: gone.signal })
      await response.body!.getReader().read()
      gone.abort()
    }
    await until(openFiles, isNone)
    const whole = await hub.client.downloadRevision({ params: { dataset: "wide", revision: 1 } })
    const hash = createHash("sha256").update(Buffer.from(await whole.arrayBuffer()))
    expect(hash.digest("hex")).toBe(sha256)
  })

  test("while it follows a training leaves nobody looking", async () => {
    const { number } = await hub.client.trainVersion({
      params: { repository: "penguins" },
      body: { config: longConfig(100_000), dataset: "penguins" },
    })
    const params = { repository: "penguins", version: String(number) }
    const followers = Array.from({ length: 20 }, async () => {
      const gone = new AbortController()
      const events = await hub.client.followVersion({ params }, { signal: gone.signal })
      for await (const event of events) if (event.type !== "log") break
      gone.abort()
    })
    await Promise.allSettled(followers)
    const sockets = (): number =>
      readdirSync(`/proc/${hub.pid}/fd`).filter((name) => linkOf(`/proc/${hub.pid}/fd/${name}`).startsWith("socket:"))
        .length
    await hub.client.cancelVersion({ params })
    await hub.client.deleteVersion({ params })
    await until(sockets, (count) => count < 60) // the pool, the socket files and those that wait to be used again
    expect((await hub.client.getHealth()).status).toBe("ok")
  })
})

describe("a worker that stops and goes on", () => {
  test("writes nothing once another has taken its training up", async () => {
    const calm = await finished(await train(around, "penguins", longConfig(500)))
    const version = await train(around, "penguins", longConfig(500))
    const params = { repository: "penguins", version: String(version.number) }
    const read = () => hub.client.getVersion({ params })
    expect(await until(read, ({ status }) => status === "training" || isOver(status))).toMatchObject({
      status: "training",
    })
    const holder = hub.workerPids.find((pid) => childrenOf(pid, "training-process").length > 0)!
    const stopped = treeOf(holder)
    signal(stopped, "SIGSTOP")
    const resumed = await finished(version).finally(() => signal(stopped, "SIGCONT"))
    expect(resumed.attempt).toBeGreaterThan(1)
    const files = await hub.client.listArtifacts({ params })
    const log = await hub.client.listLog({ params, query: { limit: 200 } })
    // Its process ends: it finds that the version is another's.
    await until(() => stopped.slice(1).filter(isThere), isNone)
    expect(await hub.client.getVersion({ params })).toEqual(resumed)
    expect(await hub.client.listArtifacts({ params })).toEqual(files)
    expect(await hub.client.listLog({ params, query: { limit: 200 } })).toEqual(log)
    const weightsOf = async ({ number }: Version) =>
      (await hub.client.listArtifacts({ params: { repository: "penguins", version: String(number) } })).items.find(
        ({ path }) => path === "model/model_weights.safetensors",
      )!.sha256
    expect(await weightsOf(resumed)).toBe(await weightsOf(calm))
    // It works on.
    await finished(await train(around, "penguins", penguinConfigs.linear))
  })
})

async function finished({ number }: Version): Promise<Version> {
  const params = { repository: "penguins", version: String(number) }
  const found = await until(
    () => hub.client.getVersion({ params }),
    ({ status }) => isOver(status),
  )
  expect(found).toMatchObject({ status: "ready", error: null })
  return found
}

describe.skipIf(!onEmbedded)("of servers that want one folder", () => {
  test("one has it, also in the moment in which the first is killed", async () => {
    const words = ["hub", "--json", "--port", "0", "--workers", "0", "--data", folder.at("hub")]
    const rivals = (count: number) =>
      Array.from({ length: count }, () => startFidelio(words, { cwd: folder.path, env: { FIDELIO_HUB_DATABASE: "" } }))
    const early = rivals(2)
    for (const { status, stdout } of await Promise.all(early.map(outcomeOf))) {
      expect(status).toBe(4)
      expect(stdout).toContain("hub/locked")
    }
    const late = rivals(3)
    const outcomes = late.map(outcomeOf)
    await delay(300) // while they start
    const tree = treeOf(hub.pid)
    await hub.end("SIGKILL")
    await until(() => tree.filter(isThere), isNone)
    // Those that came too early were refused; of the others at most one is let in, and the folder is whole.
    const isLet = (child: (typeof late)[number]): boolean => child.exitCode === null && child.signalCode === null
    await until(
      () => late.filter(isLet).length,
      (count) => count <= 1,
    )
    const last = late.filter(isLet)
    for (const child of last) child.kill("SIGKILL")
    const ends = await Promise.all(outcomes)
    expect(ends.filter(({ status }) => status === 4).length).toBeGreaterThanOrEqual(2)
    await hub.start()
    expect(await hub.client.getHealth()).toMatchObject({ status: "ok" })
  })
})

test("after all of it nothing is lost, and nothing is left", async () => {
  expect(await settle(around)).toEqual([])
  expect(await verify(around)).toEqual([])
  expect((await hub.end("SIGTERM")).status).toBe(0)
  expect(filesIn("storage", "incoming")).toEqual([])
  expect(filesIn("workers")).toEqual([])
})
