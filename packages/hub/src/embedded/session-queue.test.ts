import { expect, test } from "vitest"
import { SessionQueue, type Client } from "./session-queue.ts"
import { errorFrame, type Unit } from "./wire.ts"

const ready = (status: string): Buffer => Buffer.from(`Z\0\0\0\x05${status}`, "latin1")
const unit = (text: string): Unit => ({ frames: Buffer.from(text), isWholeCycle: true })

/** A session that is within a transaction after "begin", and records what it is asked. */
function scripted(idleMs = 1000) {
  const ran: string[] = []
  let status = "I"
  const { promise: lost, resolve } = Promise.withResolvers<unknown>()
  const queue = new SessionQueue({
    async run(frames) {
      await Promise.resolve()
      const text = Buffer.from(frames).toString()
      ran.push(text.startsWith("Q") ? "rollback" : text)
      if (text === "fail") throw new TypeError("broken")
      if (text === "panic") return errorFrame("53100", "no room", "PANIC")
      if (text === "begin") status = "T"
      if (text === "commit" || text.startsWith("Q")) status = "I"
      return ready(status)
    },
    onLost: resolve,
    idleMs,
  })
  return { queue, ran, lost }
}

function client(): Client & { readonly sent: string[]; ended: Promise<void> } {
  const sent: string[] = []
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  return { sent, ended, send: (bytes) => sent.push(Buffer.from(bytes).toString("latin1")), end: resolve }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test("a transaction is not entered by others", async () => {
  const { queue, ran } = scripted()
  const [a, b] = [client(), client()]
  queue.submit(a, unit("begin"))
  queue.submit(b, unit("other"))
  await settled()
  queue.submit(a, unit("work"))
  queue.submit(a, unit("commit"))
  await settled()
  expect(ran).toEqual(["begin", "work", "commit", "other"])
})

test("a client that leaves takes its waiting work and its transaction with it", async () => {
  const { queue, ran } = scripted()
  const [a, b] = [client(), client()]
  queue.submit(a, unit("begin"))
  await settled()
  queue.submit(b, unit("other"))
  queue.leave(a)
  await settled()
  expect(ran).toEqual(["begin", "rollback", "other"])
})

test("a transaction that does nothing for too long is ended", async () => {
  const { queue, ran } = scripted(5)
  const [a, b] = [client(), client()]
  queue.submit(a, unit("begin"))
  queue.submit(b, unit("other"))
  await a.ended
  await settled()
  expect(a.sent.at(-1)).toContain("25P03")
  expect(ran).toEqual(["begin", "rollback", "other"])
})

test("a session that is lost is told, and runs no more", async () => {
  const { queue, ran, lost } = scripted()
  queue.submit(client(), unit("fail"))
  expect(await lost).toMatchObject({ message: "broken" })
  queue.submit(client(), unit("other"))
  await settled()
  expect(ran).toEqual(["fail"])
})

test("one that stops with a panic is lost; its client is told why", async () => {
  const { queue, ran, lost } = scripted()
  const a = client()
  queue.submit(a, unit("panic"))
  expect(await lost).toMatchObject({ code: "hub/database", message: "PostgreSQL stops: no room." })
  expect(a.sent.at(-1)).toContain("no room")
  queue.submit(client(), unit("other"))
  await settled()
  expect(ran).toEqual(["panic"])
})
