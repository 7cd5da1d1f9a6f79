// A disk that is full under the hub: it says so, keeps nothing half, lives on, and works again once there is room.
import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { HubError } from "../../packages/client/src/index.ts"
import { temporaryFolder, type Folder } from "../support/command.ts"
import { createOnServer, testDatabaseServer } from "../support/hub.ts"
import { settle, verify } from "../support/hub-faults/verify.ts"
import { createRepository, insist, train, upload } from "../support/hub-faults/clients.ts"
import { HubCommand } from "../support/hub-faults/hub-command.ts"
import { Ledger } from "../support/hub-faults/ledger.ts"
import { canMount, mountSmallDisk, type SmallDisk } from "../support/hub-faults/small-disk.ts"
import { penguinConfigs } from "../support/hub-training.ts"
import { root } from "../support/sources.ts"
import { until } from "../support/until.ts"

const noDisk = "no file system can be mounted here"
const mounts = canMount()

let folder: Folder
const opened: (() => Promise<unknown>)[] = []
beforeEach(() => void (folder = temporaryFolder()))
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
  folder[Symbol.dispose]()
})

interface Small {
  readonly hub: HubCommand
  readonly disk: SmallDisk
}

/** A hub of which a folder is a small disk. */
async function startOn(name: string, megabytes: number, workers: number): Promise<Small> {
  const data = folder.at("hub")
  const mounted = join(data, name)
  mkdirSync(mounted, { recursive: true })
  const database = testDatabaseServer === "" ? undefined : await createOnServer()
  if (database !== undefined) opened.push(() => database.drop())
  const disk = await mountSmallDisk(mounted, megabytes)
  opened.push(async () => await disk[Symbol.asyncDispose]())
  const seenAt = mounted === data ? disk.outside() : data
  const hub = new HubCommand({ data, database: database?.connectionString, workers, within: disk.within, seenAt })
  await hub.start()
  opened.push(() => hub.end("SIGKILL"))
  return { hub, disk }
}

const megabyte = 2 ** 20
const randomRows = (bytes: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.from(
      `x\n${randomBytes(bytes / 2)
        .toString("hex")
        .replaceAll(/.{100}/g, "$&\n")}\n`,
    ),
  )

const refusalOf = async (asked: Promise<unknown>): Promise<HubError> => {
  const error: unknown = await asked.catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(HubError)
  return error as HubError
}

const place = ({ repository, number }: { readonly repository: string; readonly number: number }) => ({
  repository,
  version: String(number),
})

describe("a full disk", () => {
  test("of the storage refuses uploads and trainings, and takes both again", async ({ skip }) => {
    skip(!mounts, noDisk)
    const { hub, disk } = await startOn("storage", 8, 1)
    const around = { hub, ledger: new Ledger() }
    await createRepository(around, "penguins")
    const penguins = readFileSync(join(root, "node_modules/vega-datasets/data/penguins.json"))
    await upload(around, "penguins", new Uint8Array(penguins))

    disk.fill(megabyte)
    const sent = hub.client.uploadRevision({ params: { dataset: "large" }, body: randomRows(3 * megabyte) })
    const refused = await refusalOf(sent)
    expect(refused).toMatchObject({ code: "hub/full", status: 507 })
    expect(JSON.stringify(refused.problem)).not.toContain(folder.path)
    expect(readdirSync(disk.outside("incoming"))).toEqual([])
    await expect(hub.client.getDataset({ params: { dataset: "large" } })).rejects.toMatchObject({ status: 404 })

    disk.fill(0)
    const params = { repository: "penguins" }
    const body = { config: penguinConfigs.linear, dataset: "penguins" }
    const failing = await hub.client.trainVersion({ params, body })
    const failed = await until(() => hub.client.getVersion({ params: place(failing) }), isOver)
    expect(failed).toMatchObject({ status: "failed", error: { code: "output/not-writable" } })
    expect(failed.error!.detail).toContain("the disk is full")
    expect(readdirSync(disk.outside("incoming"))).toEqual([])

    disk.empty()
    await hub.client.deleteVersion({ params: place(failing) })
    await train(around, "penguins", penguinConfigs.linear)
    await upload(around, "large", randomRows(2 * megabyte))
    expect(await settle(around)).toEqual([])
    expect(await verify(around, disk.outside())).toEqual([])
  })

  test.skipIf(testDatabaseServer !== "").for([
    ["tables", 0, "hub/full"],
    ["log", 8 * megabyte, "hub/busy"], // the database ends, and is opened again
  ] as const)("of the embedded database, where its %s cannot grow, loses nothing", async ([, left, code], { skip }) => {
    skip(!mounts, noDisk)
    const { hub, disk } = await startOn(".", 200, 0)
    const around = { hub, ledger: new Ledger() }
    await createRepository(around, "penguins")
    disk.fill(left)
    const describe = (description: string) =>
      hub.client.updateRepository({ params: { repository: "penguins" }, body: { description } })
    let kept = around.ledger.repositories.get("penguins")!
    let refused: HubError | undefined
    while (refused === undefined) {
      const description = randomBytes(4_900).toString("hex")
      const error: unknown = await describe(description).catch((cause: unknown) => cause)
      if (error instanceof HubError) refused = error
      else kept = description
    }
    expect(["hub/full", code]).toContain(refused.code)
    expect(hub.printed).toContain("No space left on device")
    disk.empty()
    await hub.untilWell()
    const found = await insist(around, (client) => client.getRepository({ params: { repository: "penguins" } }))
    expect(found.description === kept).toBe(true)
    await createRepository(around, "second")
    await hub.end("SIGKILL")
    await hub.start()
    around.ledger.repositories.set("penguins", kept)
    expect(existsSync(disk.outside("database"))).toBe(true)
    expect(await verify(around, disk.outside("storage"))).toEqual([])
    expect((await hub.end("SIGTERM")).status).toBe(0)
  })
})

const isOver = ({ status }: { readonly status: string }): boolean => ["ready", "failed"].includes(status)
