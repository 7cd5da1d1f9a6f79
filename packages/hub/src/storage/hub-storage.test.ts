import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { afterAll, beforeEach, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { createHubStorage } from "./hub-storage.ts"

const folder = temporaryFolder()
const content = Buffer.from("x".repeat(300_000))
const sha256 = createHash("sha256").update(content).digest("hex")

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

/** What a hub, or a proxy before it, answers in turn; then the last for good. */
let answers: Answer[] = []
let asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.method!)
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!
  answer(request, response)
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const place = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, secret: "s" }
const storage = createHubStorage(place, { temporary: folder.path, firstWaitMs: 1, patienceMs: 100 })

beforeEach(() => void (asked = []))
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await folder[Symbol.asyncDispose]()
})

const status =
  (code: number, body = ""): Answer =>
  (request, response) => {
    request.resume()
    request.once("end", () => response.writeHead(code).end(body))
  }
const cut: Answer = (request) => request.socket.destroy()
const half: Answer = (_, response) => {
  response.writeHead(200, { "content-length": content.length })
  response.write(content.subarray(0, 100_000), () => response.destroy())
}
const give: Answer = (_, response) => response.writeHead(200).end(content)
let taken: Buffer | undefined
const take: Answer = async (request, response) => {
  taken = await buffer(request)
  response.writeHead(200).end()
}

it("brings content again while the hub is away", async () => {
  answers = [cut, status(503), status(502), status(504), take]
  expect(await storage.put(content)).toEqual({ sha256, bytes: content.length })
  expect(taken?.equals(content)).toBe(true)
  expect(asked).toEqual(Array.from({ length: 5 }, () => "PUT"))
  answers = [cut, status(503), status(404)]
  expect(await storage.has(sha256)).toBe(false)
  expect(readdirSync(folder.path)).toEqual([])
})

it("gets content again where it broke off", async () => {
  answers = [half, cut, give]
  expect((await buffer(await storage.read(sha256))).equals(content)).toBe(true)
  expect(readdirSync(folder.path)).toEqual([])
  answers = [half, give]
  expect(readFileSync(await storage.file(sha256)).equals(content)).toBe(true)
  expect(readdirSync(folder.path)).toEqual([sha256])
  asked = []
  await storage.file(sha256)
  expect(asked).toEqual([])
})

it("does not wait forever, and leaves no draft", async () => {
  const other = "0".repeat(64)
  for (const answer of [half, cut, status(503, '{"detail":"The database of the hub does not answer."}')]) {
    answers = [answer]
    await expect(storage.file(other)).rejects.toMatchObject({ code: "hub/unreachable" })
    await expect(storage.read(other)).rejects.toMatchObject({ code: "hub/unreachable" })
  }
  await expect(storage.put(content)).rejects.toThrow(/not give or take files: 503 The database of the hub does not/)
  expect(readdirSync(folder.path)).toEqual([sha256])
})

it("asks once where asking again is of no use", async () => {
  const refusals = [
    [status(401, '{"detail":"Only workers of this hub may ask for this."}'), "hub/unreachable"],
    [status(507, '{"detail":"The hub has no room left on its disk."}'), "hub/unreachable"],
    [status(404), "hub/storage"],
    [give, "hub/storage"], // other content than its name says
  ] as const
  for (const [answer, code] of refusals) {
    answers = [answer]
    asked = []
    await expect(storage.file("0".repeat(64))).rejects.toMatchObject({ code })
    expect(asked).toEqual(["GET"])
  }
  expect(readdirSync(folder.path)).toEqual([sha256])
})

it("stops waiting when nobody wants it any more", async () => {
  const patient = createHubStorage(place, { temporary: folder.path })
  answers = [status(503)]
  const controller = new AbortController()
  const put = patient.put(content, { signal: controller.signal })
  setTimeout(() => controller.abort(), 50)
  await expect(put).rejects.toMatchObject({ name: "AbortError" })
  expect(readdirSync(folder.path)).toEqual([sha256])
})

it("removes nothing", async () => {
  answers = [status(204)]
  expect(await storage.remove(sha256)).toBe(false)
  expect(asked).toEqual([])
})
