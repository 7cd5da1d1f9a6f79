// How operations of every kind are answered, by routes of the test's own.
import { Readable } from "node:stream"
import { bytes, created, events, json, none, operation, operations, type Operation } from "@fidelio/client/contract"
import { FidelioError } from "@fidelio/core"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { openTestDatabase, type TestDatabase } from "../../../../test/support/hub-database.ts"
import { createApp, type App } from "../app.ts"
import { hashOf, makeToken } from "../auth/secrets.ts"
import type { HubContext } from "../context.ts"
import { route, type Route } from "../route.ts"
import type { RequestEntry } from "./request-log.ts"

const shared = { tag: "test", summary: "A test's.", access: "viewer" } as const

const createThing = operation({
  ...shared,
  id: "createDataset",
  method: "POST",
  path: "/things/{name}",
  params: z.strictObject({ name: z.string() }),
  body: z.strictObject({ size: z.int().default(1) }),
  answer: created(z.strictObject({ name: z.string(), number: z.int() })),
  isCreation: true,
})

const failing = operation({ ...shared, id: "failing", method: "GET", path: "/failing", answer: json(z.string()) })
const wrong = operation({ ...shared, id: "wrong", method: "GET", path: "/wrong", answer: json(z.int()) })
const silent = operation({ ...shared, id: "silent", method: "DELETE", path: "/silent", answer: none })
const file = operation({
  ...shared,
  id: "file",
  method: "GET",
  path: "/file",
  query: z.strictObject({ name: z.string() }),
  answer: bytes("A file."),
})
const upload = operation({
  ...shared,
  id: "upload",
  method: "POST",
  path: "/upload",
  body: bytes("A file."),
  answer: created(z.strictObject({ bytes: z.int() })),
})
const follow = operation({
  ...shared,
  id: "follow",
  method: "GET",
  path: "/follow",
  answer: events(z.strictObject({ type: z.string(), n: z.int() })),
})

let made = 0
let gone: Promise<unknown>
const { promise: never } = Promise.withResolvers<void>()

const routes = [
  route(createThing, async ({ params, body }) => {
    if (body.size > 5) throw new FidelioError("hub/conflict", "It is too large.")
    await new Promise((resolve) => setTimeout(resolve, 30))
    return { name: params.name, number: ++made }
  }),
  route(failing, async () => {
    throw new TypeError("fid_secret at /srv/hub")
  }),
  route(wrong, async () => "no number" as unknown as number),
  route(silent, async () => undefined),
  route(file, async ({ query }) => ({
    content: Readable.from([Buffer.from("<script>")]),
    bytes: 8,
    name: query.name,
    sha256: "0".repeat(64),
  })),
  route(upload, async ({ body }) => {
    let count = 0
    for await (const chunk of body) count += (chunk as Buffer).length
    return { bytes: count }
  }),
  route(follow, async ({ signal }) => {
    const ended = Promise.withResolvers<unknown>()
    gone = ended.promise
    signal.addEventListener("abort", () => ended.resolve("aborted"))
    return (async function* () {
      yield { type: "one", n: 1 }
      yield { type: "two", n: 2 }
      await Promise.race([never, ended.promise])
    })()
  }),
] as readonly unknown[] as readonly Route[]

let database: TestDatabase
let app: App
let token: string
const faults: unknown[] = []
const entries: RequestEntry[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  const { db } = database
  token = makeToken()
  const user = { name: "Test", email: "test@example.org", role: "viewer" } as const
  const { id } = await db.insertInto("user").values(user).returning("id").executeTakeFirstOrThrow()
  const row = { name: "test", kind: "personal", role: "viewer", user_id: id } as const
  await db
    .insertInto("token")
    .values({ ...row, prefix: "fid_", secret_hash: hashOf(token) })
    .execute()
  app = await createApp({
    workerSecret: "a secret",
    hub: { db, limits: { maxBody: 1000, maxUpload: 100_000 } } as HubContext, // these routes use no more
    routes,
    cookie: () => ({ name: "session", isSecure: false }),
    isSecure: false,
    closing: new AbortController().signal,
    allowedHosts: [],
    pages: "/nowhere",
    signInsPerMinute: 100,
    checkAnswers: true,
    onRequest: (entry) => void entries.push(entry),
    onFault: (error) => void faults.push(error),
  })
  await app.fastify.listen({ port: 0 })
})
afterAll(async () => {
  await app.fastify.close()
  await database[Symbol.asyncDispose]()
})
beforeEach(() => void faults.splice(0))

interface Sent extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>
}

const send = (path: string, { headers, ...rest }: Sent = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${(app.fastify.server.address() as { port: number }).port}/api/v1${path}`, {
    ...rest,
    headers: { authorization: `Bearer ${token}`, ...headers },
  })

const create = (name: string, key: string | undefined, body: object = {}) =>
  send(`/things/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    body: JSON.stringify(body),
  })

test("a creation under a key is done once, and answered as it was the first time", async () => {
  const first = await create("a", "key-1")
  const second = await create("a", "key-1")
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.headers.get("idempotency-replayed")).toBe("true")
  expect(await second.json()).toEqual(await first.json())
  const [one, other] = [await (await create("a", undefined)).json(), await (await create("a", undefined)).json()]
  expect(one).not.toEqual(other)
})

test("also when it is sent many times at once", async () => {
  const before = made
  const answers = await Promise.all(Array.from({ length: 10 }, () => create("b", "key-2")))
  const bodies = await Promise.all(answers.map((answer) => answer.json()))
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
  expect(made).toBe(before + 1)
})

test("a key is for one request only, and free again when that one failed", async () => {
  expect((await create("c", "key-3", { size: 9 })).status).toBe(409)
  expect((await create("c", "key-3", { size: 2 })).status).toBe(201)
  const other = await create("c", "key-3", { size: 3 })
  expect(await other.json()).toMatchObject({ status: 422, code: "hub/idempotency" })
  expect((await create("d", "key-3", { size: 2 })).status).toBe(422)
  expect((await create("c", "x".repeat(201))).status).toBe(400)
})

test("a creation whose hub was killed can be sent again", async () => {
  const [user] = await database.db.selectFrom("user").select("id").where("name", "=", "Test").execute()
  const row = { user_id: user!.id, key: "key-4", operation: "createDataset", request_hash: Buffer.from("x") }
  await database.db.insertInto("idempotency_key").values(row).execute()
  expect((await create("e", "key-4")).status).toBe(201)
})

test("a fault of the hub's own is logged, and not told", async () => {
  const response = await send("/failing")
  expect(response.status).toBe(500)
  expect(await response.text()).not.toMatch(/secret|srv/)
  expect(faults).toHaveLength(1)
})

test("an answer that is not as the contract says is a fault", async () => {
  expect((await send("/wrong")).status).toBe(500)
  expect(String(faults[0])).toContain("wrong answers against its schema")
})

test("nothing is answered with 204, and a body that is not asked for is refused", async () => {
  expect((await send("/silent", { method: "DELETE" })).status).toBe(204)
  const given = { method: "DELETE", headers: { "content-type": "application/json" } }
  expect((await send("/silent", { ...given, body: "{}" })).status).toBe(204)
  expect((await send("/silent", { ...given, body: '{"a": 1}' })).status).toBe(400)
})

test.for([
  ["report.html", "report.html"],
  ["../../etc/passwd", "passwd"],
  ['a"; filename="b.html', "a___filename__b.html"],
  ["ä\r\nset-cookie: x", "___set-cookie__x"],
  ["..", "file"],
  ["", "file"],
])("a file named %j is something to keep, never a page", async ([name, saved]) => {
  const response = await send(`/file?name=${encodeURIComponent(name!)}`)
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${saved}"`)
  expect(response.headers.get("content-type")).toBe("application/octet-stream")
  expect(response.headers.get("x-content-type-options")).toBe("nosniff")
  expect(response.headers.get("content-security-policy")).toContain("sandbox")
  expect(response.headers.get("set-cookie")).toBeNull()
  expect(await response.text()).toBe("<script>")
})

const endless = () =>
  new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(10_000)) })

test("an upload is a stream as it comes, up to its limit", async () => {
  const octets = { "content-type": "application/octet-stream" }
  const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = octets) =>
    send("/upload", { method: "POST", headers, body })
  expect(await (await post(new Uint8Array(50_000))).json()).toEqual({ bytes: 50_000 })
  expect(await (await post(new Uint8Array(0))).json()).toEqual({ bytes: 0 })
  expect((await post(new Uint8Array(100_001))).status).toBe(413)
  const chunked = { method: "POST", headers: octets, body: endless(), duplex: "half" } as const
  expect((await send("/upload", chunked)).status).toBe(413)
  expect((await post(new Uint8Array(5), { "content-type": "application/json" })).status).toBe(415)
})

test("events are named, numbered and begin at once; the handler is told when the client goes", async () => {
  const controller = new AbortController()
  const response = await send("/follow", { signal: controller.signal })
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8")
  let text = ""
  const decoder = new TextDecoder()
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk)
    if (text.includes("id: 2")) break
  }
  expect(text).toContain('id: 1\nevent: one\ndata: {"type":"one","n":1}\n\n')
  expect(text).toContain('id: 2\nevent: two\ndata: {"type":"two","n":2}\n\n')
  controller.abort()
  expect(await gone).toBe("aborted")
})

test("the log has patterns of addresses, never what was in them", async () => {
  await create("confidential", "confidential-key", { size: 1 })
  await send("/file?name=confidential")
  await send("/things/confidential/confidential")
  const text = JSON.stringify(entries)
  expect(text).toContain("/api/v1/things/:name")
  expect(text).not.toContain("confidential")
  expect(text).not.toContain("fid_")
})

test("the contract has operations of each kind that was tried here", () => {
  const kinds = new Set((Object.values(operations) as readonly Operation[]).map(({ answer }) => answer.kind))
  expect(kinds).toEqual(new Set(["json", "none", "bytes", "events"]))
})
