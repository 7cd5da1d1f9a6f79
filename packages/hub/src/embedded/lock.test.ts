import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { lockFolder, readLock, type LockHolder } from "./lock.ts"

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "fidelio-lock-"))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const reach = { connection: "postgres://here", socket: "/nowhere" }
const take = () => lockFolder(folder, reach)

/** A lock as another process would have left it. */
async function leave(change: Partial<LockHolder>): Promise<void> {
  const own = await take()
  const holder = readLock(folder)!
  own.release()
  writeFileSync(join(folder, "hub.lock"), JSON.stringify({ ...holder, ...change }))
}

const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid

test("a folder is one holder's at a time, and free once it is let go of", async () => {
  const lock = await take()
  expect(readLock(folder)).toMatchObject({ pid: process.pid, ...reach })
  await expect(take()).rejects.toMatchObject({ code: "hub/locked", at: folder })
  lock.release()
  expect(readdirSync(folder)).toEqual([])
  const again = await take()
  again.release()
})

test("of many that take it at once, one has it", async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, take))
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
})

test("of many that take over a dead one's at once, one has it", async () => {
  await leave({ pid: deadPid() })
  const results = await Promise.allSettled(Array.from({ length: 20 }, take))
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
})

test("a dead process's lock is taken over; so is that of one whose number another has by now", async () => {
  await leave({ pid: deadPid() })
  ;(await take()).release()
  await leave({ started: "1" })
  ;(await take()).release()
  await leave({ boot: "another start of the machine" })
  ;(await take()).release()
})

test("a living process's lock is not, nor one of another machine", async () => {
  const refused = { code: "hub/locked" }
  await leave({})
  await expect(take()).rejects.toMatchObject(refused)
  await leave({ host: "another", pid: deadPid() }).catch(() => undefined)
  await expect(take()).rejects.toMatchObject(refused)
})

test.skipIf(process.platform !== "linux")("a holder in another container lives as long as it listens", async () => {
  const socket = join(folder, "socket")
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  await leave({ processes: "pid:[1]", socket })
  await expect(take()).rejects.toMatchObject({ code: "hub/locked" })
  await new Promise((resolve) => server.close(resolve))
  ;(await take()).release()
})

test("a takeover that was killed half way is not for ever", async () => {
  await leave({ pid: deadPid() })
  const turn = join(folder, "hub.lock.turn")
  mkdirSync(turn)
  await expect(take()).rejects.toMatchObject({ code: "hub/locked" })
  utimesSync(turn, 0, 0)
  ;(await take()).release()
})
