// `fidelio hub` as a person starts it: the way in, the folder that is one hub's alone, and what is left when it is killed.
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { statSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { createHubClient, type HubClient } from "../../packages/client/src/index.ts"
import { embeddedConnection } from "../../packages/hub/src/index.ts"
import { fidelio, outcomeOf, startFidelio, temporaryFolder, type Folder, type Outcome } from "../support/command.ts"
import { makeDatabase, testDatabaseServer } from "../support/hub.ts"

let folder: Folder
const running: ChildProcess[] = []
beforeEach(() => void (folder = temporaryFolder()))
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill("SIGKILL")
    await once(child, "close")
  }
  folder[Symbol.dispose]()
})

interface Started {
  readonly child: ChildProcess
  readonly url: string
  /** The sign-in link. */
  readonly link: string
  readonly outcome: Promise<Outcome>
  /** Everything that was printed. */
  printed(): string
}

async function startHub(words: readonly string[] = []): Promise<Started> {
  const all = ["hub", "--port", "0", "--workers", "0", "--data", "data", "--json", ...words]
  const child = startFidelio(all, { cwd: folder.path, env: { FIDELIO_HUB_DATABASE: "" } })
  running.push(child)
  let printed = ""
  const { promise, resolve, reject } = Promise.withResolvers<{ url: string; sign_in_link: string }>()
  const read = (text: string): void => {
    printed += text
    const line = printed.split("\n").find((candidate) => candidate.startsWith('{"event":"hub"'))
    if (line !== undefined) resolve(JSON.parse(line) as { url: string; sign_in_link: string })
  }
  child.stdout!.setEncoding("utf8").on("data", read)
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (printed += text))
  child.once("close", () => reject(new Error(`the hub ended: ${printed}`)))
  const outcome = outcomeOf(child)
  const { url, sign_in_link: link } = await promise
  return { child, url, link, outcome, printed: () => printed }
}

/** A client with a token that was made by way of the sign-in link. */
async function clientOf({ url, link }: Started): Promise<HubClient> {
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret: new URL(link).hash.slice(1) }),
  })
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";", 1)[0]!
  const { csrf_token } = (await signedIn.json()) as { csrf_token: string }
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, "x-csrf-token": csrf_token },
    body: JSON.stringify({ name: "test", role: "admin" }),
  })
  const { secret } = (await made.json()) as { secret: string }
  return createHubClient({ url, token: secret })
}

async function kill({ child, outcome }: Started): Promise<void> {
  child.kill("SIGKILL")
  await outcome
}

describe.skipIf(testDatabaseServer !== "")("embedded", () => {
  test("prints an address and a link, keeps all in one folder, and closes when it is told to", async () => {
    const hub = await startHub(["--log_requests"])
    const client = await clientOf(hub)
    expect(await client.getOrganisation()).toMatchObject({ name: "My organisation" })
    expect(statSync(folder.at("data")).mode & 0o777).toBe(0o700)
    expect(embeddedConnection(folder.at("data"))).toContain("postgres://")
    hub.child.kill("SIGTERM")
    const { status } = await hub.outcome
    expect(status).toBe(0)
    const lines = hub.printed().split("\n")
    expect(lines.some((line) => line.includes('"route":"/api/v1/tokens"'))).toBe(true)
    const secret = new URL(hub.link).hash.slice(1)
    expect(lines.filter((line) => line.includes(secret))).toHaveLength(1) // where it is told
    expect(hub.printed()).not.toMatch(/fid_|Bearer|fidelio_session/)
  })

  test("one folder is one hub's", async () => {
    await makeDatabase(folder.at("data"))
    const hub = await startHub()
    const second = await fidelio(["hub", "--port", "0", "--data", "data"], { cwd: folder.path })
    expect(second.status).toBe(4)
    expect(second.stderr).toContain("hub/locked")
    expect(second.stderr).toContain(String(hub.child.pid))
    expect(await (await clientOf(hub)).getHealth()).toMatchObject({ status: "ok" })
  })

  test("what was acknowledged is there after it was killed, however often", async () => {
    await makeDatabase(folder.at("data"))
    const acknowledged = new Set<string>()
    let attempts = 0
    for (let round = 0; round < 4; round++) {
      const hub = await startHub()
      const client = await clientOf(hub)
      const writers = Array.from({ length: 4 }, async () => {
        for (;;) {
          const name = `repository-${attempts++}`
          await client.createRepository({ body: { name } })
          acknowledged.add(name)
        }
      })
      const stopped = Promise.allSettled(writers)
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400))
      await kill(hub)
      await stopped
    }
    const hub = await startHub()
    const client = await clientOf(hub)
    const found = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await client.listRepositories({ query: { limit: 200, ...(cursor && { cursor }) } })
      for (const { name } of page.items) found.add(name)
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(acknowledged.size).toBeGreaterThan(20)
    expect([...acknowledged].filter((name) => !found.has(name))).toEqual([])
  })

  test("a port that is taken, and options that cannot be, are said so", async () => {
    await makeDatabase(folder.at("data"))
    await makeDatabase(folder.at("other"))
    const hub = await startHub()
    const taken = await fidelio(["hub", "--port", new URL(hub.url).port, "--data", "other"], { cwd: folder.path })
    expect(taken).toMatchObject({ status: 4 })
    expect(taken.stderr).toContain("hub/listen")
    const wrong = await fidelio(["hub", "--workers", "1000", "--data", "other"], { cwd: folder.path })
    expect(wrong).toMatchObject({ status: 2 })
    expect(wrong.stderr).toContain("hub/options")
  })
})

test("a database that cannot be reached is said so, without its password", async () => {
  const words = ["hub", "--port", "0", "--database", "postgres://me:secret@127.0.0.1:1/hub", "--data", "data"]
  const { status, stdout, stderr } = await fidelio(words, { cwd: folder.path })
  expect(status).toBe(4)
  expect(stderr).toContain("hub/database")
  expect(stdout + stderr).not.toContain("secret")
})

test.skipIf(testDatabaseServer === "")("on a PostgreSQL, two hubs answer for the same organisation", async () => {
  const database = await makeDatabase(folder.path)
  const words = ["--database", database.connectionString!]
  const [first, second] = await Promise.all([startHub([...words, "--data", "a"]), startHub([...words, "--data", "b"])])
  await (await clientOf(first)).createRepository({ body: { name: "shared" } })
  const client = await clientOf(second)
  expect(await client.getRepository({ params: { repository: "shared" } })).toMatchObject({ name: "shared" })
  expect((await client.listMembers()).items).toHaveLength(1)
  await Promise.all([kill(first), kill(second)])
  await database.drop()
})
