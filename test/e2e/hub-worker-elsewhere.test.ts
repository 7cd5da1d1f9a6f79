// A worker that reaches the hub's database, but not its storage folder: files come and go through the hub.
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { z } from "zod"
import type { HubClient } from "../../packages/client/src/index.ts"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { createDiskStorage } from "../../packages/hub/src/storage/disk-storage.ts"
import { startModule } from "../../packages/hub/src/worker/module-process.ts"
import { temporaryFolder } from "../support/command.ts"
import { startTestHub, type TestHub } from "../support/hub.ts"
import { insertPenguins, longConfig } from "../support/hub-training.ts"

let hub: TestHub
let client: HubClient
let db: ReturnType<typeof connect>
beforeAll(async () => {
  hub = await startTestHub()
  client = hub.client("editor")
  db = connect(hub.database)
  const { id } = await db.selectFrom("user").select("id").where("role", "=", "admin").executeTakeFirstOrThrow()
  await insertPenguins(db, await createDiskStorage(join(hub.data, "storage")), id)
  await client.createRepository({ body: { name: "penguins" } })
})
afterAll(async () => {
  await db.destroy()
  await hub.close()
})

interface Sent {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

const file = (sha256: string): string => `${hub.url}/api/worker/files/${sha256}`

it("trains, and brings checkpoints and files to the hub", async () => {
  using folder = temporaryFolder()
  const faults: unknown[] = []
  const setup = { database: hub.database, name: "elsewhere", concurrency: 1, temporary: folder.at("work") }
  const worker = startModule("worker-process", {
    setup,
    onMessage: (message) => (message as { type: string }).type === "fault" && faults.push(message),
  })
  const { number } = await client.trainVersion({
    params: { repository: "penguins" },
    body: { config: longConfig(60), dataset: "penguins" },
  })
  const params = { repository: "penguins", version: String(number) }
  for await (const event of await client.followVersion({ params })) expect(event.type).toBeDefined()
  expect(await client.getVersion({ params })).toMatchObject({ status: "ready", error: null, attempt: 1 })
  const { items } = await client.listArtifacts({ params })
  expect(items.map(({ path }) => path)).toContain("model/model.onnx")
  const { inputs } = await client.getSignature({ params })
  const row = Object.fromEntries(inputs.map(({ column, example }) => [column, example]))
  expect((await client.predict({ params, body: { rows: [row] } })).predictions).toHaveLength(1)
  worker.child.kill("SIGTERM")
  expect(await worker.ended).toMatchObject({ code: 0 })
  expect(faults).toEqual([])
})

it("shows a secret that only the database tells, and names files by their SHA-256", async () => {
  const { value: secret } = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", "worker_secret")
    .executeTakeFirstOrThrow()
  const { sha256 } = await db.selectFrom("blob").select("sha256").limit(1).executeTakeFirstOrThrow()
  const ask = async (url: string, authorization: string, init: Sent = {}): Promise<number> => {
    const response = await fetch(url, { ...init, headers: { ...init.headers, authorization } })
    await response.body?.cancel()
    return response.status
  }
  const right = `Bearer ${z.string().parse(secret)}`
  for (const wrong of ["", "Bearer", `Bearer ${hub.tokens.admin}`, `${right}x`, right.slice(0, -1)])
    for (const method of ["GET", "HEAD", "PUT"])
      expect(await ask(file(sha256), wrong, { method }), `${method} with "${wrong}"`).toBe(401)
  expect(await ask(file(sha256), right, { method: "DELETE" })).toBe(404)
  expect(await ask(file(sha256), right)).toBe(200)
  expect(await ask(file("0".repeat(64)), right, { method: "HEAD" })).toBe(404)
  for (const name of ["..%2f..%2fetc%2fpasswd", "x", sha256.toUpperCase()])
    expect(await ask(file(name), right)).toBe(400)
  const body = { method: "PUT", body: "other", headers: { "content-type": "application/octet-stream" } }
  expect(await ask(file("0".repeat(64)), right, body)).toBe(422)
})
