// A hub that is killed with all it does: nothing of it goes on running, and the next start takes the trainings up again.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createHubClient, type HubClient, type Version } from "../../packages/client/src/index.ts"
import { hashOf, makeToken, prefixOf } from "../../packages/hub/src/auth/secrets.ts"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { embeddedConnection } from "../../packages/hub/src/index.ts"
import { createDiskStorage } from "../../packages/hub/src/storage/disk-storage.ts"
import { outcomeOf, startFidelio, temporaryFolder, type Folder } from "../support/command.ts"
import { makeDatabase } from "../support/hub.ts"
import { insertPenguins, longConfig } from "../support/hub-training.ts"
import { until } from "../support/until.ts"

let folder: Folder
let database: Awaited<ReturnType<typeof makeDatabase>>
beforeAll(async () => {
  folder = temporaryFolder()
  database = await makeDatabase(folder.at("hub"))
})
afterAll(async () => {
  await database.drop()
  folder[Symbol.dispose]()
})

const token = makeToken()
const weights = "model/model_weights.safetensors"

/** The hub's address, once it answers. */
async function startHub() {
  const { connectionString } = database
  const words = ["hub", "--json", "--port", "0", "--data", folder.at("hub")]
  const server = startFidelio(connectionString === undefined ? words : [...words, "--database", connectionString], {
    cwd: folder.path,
    env: { FIDELIO_TEST_FOLDER: folder.path }, // its workers and trainings inherit it
  })
  const ended = outcomeOf(server)
  let text = ""
  server.stdout!.on("data", (part: string) => (text += part))
  while (!text.includes('"event":"hub"'))
    await Promise.race([delay(50), ended.then(({ stderr }) => expect.fail(stderr))])
  const url = /"url":"([^"]+)"/.exec(text)![1]!
  return { server, ended, client: createHubClient({ url, token }) }
}

/** A user with the token, a dataset and a repository. */
async function furnish(): Promise<void> {
  const db = connect(database.connectionString ?? embeddedConnection(folder.at("hub")))
  const { id: user_id } = await db
    .insertInto("user")
    .values({ name: "Ada", email: "ada@example.org", role: "admin" })
    .returning("id")
    .executeTakeFirstOrThrow()
  await db
    .insertInto("token")
    .values({
      name: "t",
      kind: "personal",
      role: "admin",
      user_id,
      prefix: prefixOf(token),
      secret_hash: hashOf(token),
    })
    .execute()
  await insertPenguins(db, await createDiskStorage(folder.at("hub", "storage")), user_id)
  await db.destroy()
}

const place = ({ number }: Version) => ({ repository: "penguins", version: String(number) })

const finished = (client: HubClient, version: Version): Promise<Version> =>
  until(
    () => client.getVersion({ params: place(version) }),
    ({ status }) => ["ready", "failed"].includes(status),
  )

const weightsOf = async (client: HubClient, version: Version): Promise<string> =>
  (await client.listArtifacts({ params: place(version) })).items.find(({ path }) => path === weights)!.sha256

/** Processes that have this text in their environment. */
const processesOf = (text: string): readonly string[] =>
  readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(join("/proc", name, "environ"), "latin1").includes(text)
    } catch {
      return false // it is gone
    }
  })

describe("a hub that is killed", () => {
  it("ends with its workers and trainings, and goes on where they were when it is started again", async () => {
    const first = await startHub()
    await furnish()
    const { client } = first
    await client.createRepository({ body: { name: "penguins" } })
    const start = async () =>
      await client.trainVersion({
        params: { repository: "penguins" },
        body: { config: longConfig(500), dataset: "penguins" },
      })
    const calm = await start()
    const undisturbed = await finished(client, calm)
    expect(undisturbed).toMatchObject({ status: "ready", attempt: 1 })
    const expected = await weightsOf(client, calm)

    const version = await start()
    const waiting = await start()
    const hasCheckpoint = async () => {
      const db = connect(database.connectionString ?? embeddedConnection(folder.at("hub")), { maxConnections: 1 })
      const of = db.selectFrom("version").select(["checkpoint_sha256", "status"]).where("id", "=", version.id)
      const isKept = await until(
        () => of.executeTakeFirstOrThrow(),
        ({ checkpoint_sha256, status }) => checkpoint_sha256 !== null || status === "ready",
      )
      expect(isKept.status).toBe("training")
      await db.destroy()
    }
    await hasCheckpoint()
    expect(processesOf(folder.path)).toHaveLength(3) // the server, its worker, the training
    first.server.kill("SIGKILL")
    await first.ended
    while (processesOf(folder.path).length > 0) await delay(50)

    const second = await startHub()
    const resumed = await finished(second.client, version)
    expect(resumed).toMatchObject({ status: "ready", attempt: 2 })
    expect(await weightsOf(second.client, version)).toBe(expected)
    const next = await finished(second.client, waiting)
    expect(next).toMatchObject({ status: "ready", attempt: 1 })
    expect(await weightsOf(second.client, waiting)).toBe(expected)
    second.server.kill("SIGTERM")
    expect(await second.ended).toMatchObject({ status: 0 })
    expect(processesOf(folder.path)).toEqual([])
    expect(readdirSync(folder.at("hub", "workers"))).toEqual([])
  })
})
