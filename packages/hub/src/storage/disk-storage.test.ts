import { execFileSync, spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { createDiskStorage } from "./disk-storage.ts"

const folder = temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")
const fresh = () => createDiskStorage(join(folder.path, randomBytes(4).toString("hex")))
const root = () => join(folder.path, randomBytes(4).toString("hex"))
const placed = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

describe("a folder of contents", () => {
  it("gives back what was put there, under its SHA-256", async () => {
    const path = root()
    const storage = await createDiskStorage(path)
    for (const size of [0, 1, 100_000, 3_000_000]) {
      const content = randomBytes(size)
      const blob = await storage.put(Readable.from([content.subarray(0, 7), content.subarray(7)]))
      expect(blob).toEqual({ sha256: sha256(content), bytes: size })
      expect(await buffer(await storage.read(blob.sha256))).toEqual(content)
      const file = await storage.file(blob.sha256)
      expect(file).toBe(join(path, blob.sha256.slice(0, 2), blob.sha256))
      expect(readFileSync(file)).toEqual(content)
      expect(await storage.has(blob.sha256)).toBe(true)
    }
    expect(readdirSync(join(path, "incoming"))).toEqual([])
  })

  it("keeps one file of equal contents, untouched, also when many come at once", async () => {
    const storage = await fresh()
    const content = randomBytes(200_000)
    const { sha256: key } = await storage.put(content)
    const before = statSync(await storage.file(key))
    await Promise.all(Array.from({ length: 20 }, () => storage.put(content)))
    expect(statSync(await storage.file(key)).ino).toBe(before.ino)
    const [only, ...others] = await Array.fromAsync(storage.list())
    expect(only).toMatchObject({ sha256: key, bytes: 200_000 })
    expect(others).toEqual([])
  })

  it("takes equal new contents at once", async () => {
    const storage = await fresh()
    const content = randomBytes(500_000)
    const blobs = await Promise.all(Array.from({ length: 10 }, () => storage.put(Readable.from([content]))))
    expect(new Set(blobs.map((blob) => blob.sha256))).toEqual(new Set([sha256(content)]))
    expect(await buffer(await storage.read(sha256(content)))).toEqual(content)
  })

  it("refuses more than the limit, another SHA-256 and what breaks off, and leaves nothing", async () => {
    const path = root()
    const storage = await createDiskStorage(path)
    const content = randomBytes(1000)
    await expect(storage.put(content, { limit: 999 })).rejects.toMatchObject({ code: "hub/too-large" })
    await expect(storage.put(content, { sha256: sha256(randomBytes(3)) })).rejects.toMatchObject({
      code: "hub/checksum",
    })
    const breaking = new Readable({ read() {} })
    breaking.push(content)
    queueMicrotask(() => breaking.destroy(Object.assign(new Error("reset"), { code: "ECONNRESET", syscall: "read" })))
    await expect(storage.put(breaking)).rejects.toMatchObject({ code: "hub/request" })
    const stopping = new AbortController()
    const endless = new Readable({ read() {} })
    endless.push(content)
    const stopped = storage.put(endless, { signal: stopping.signal })
    stopping.abort()
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" })
    expect(placed(path)).toEqual([])
    expect(await storage.put(content, { limit: 1000, sha256: sha256(content) })).toMatchObject({ bytes: 1000 })
  })

  it("never gives damaged content for whole, and names it", async () => {
    const storage = await fresh()
    const { sha256: key } = await storage.put(randomBytes(2_000_000))
    const file = await storage.file(key)
    const content = readFileSync(file)
    for (const damage of [
      () => content.with(1_500_000, content[1_500_000]! ^ 1),
      () => content.subarray(0, 1_000_000),
      () => new Uint8Array(),
    ]) {
      writeFileSync(file, damage())
      const got: Buffer[] = []
      const reading = (async () => {
        for await (const part of await storage.read(key)) got.push(part as Buffer) // a stream of bytes
      })()
      await expect(reading).rejects.toMatchObject({ code: "hub/storage", at: key })
      expect(got.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(Math.max(1, content.length))
      await expect(storage.file(key)).rejects.toMatchObject({ code: "hub/storage", at: key })
    }
    // Sent again, content whose file is short is whole again.
    await storage.put(content)
    expect(await buffer(await storage.read(key))).toEqual(content)
  })

  it("tells what is not there, and takes no other name", async () => {
    const storage = await fresh()
    const key = sha256(randomBytes(8))
    expect(await storage.has(key)).toBe(false)
    await expect(storage.read(key)).rejects.toMatchObject({ code: "hub/storage", at: key })
    await expect(storage.file(key)).rejects.toMatchObject({ code: "hub/storage", at: key })
    for (const name of ["", "..", "../../etc/passwd", `${key}/..`, key.toUpperCase(), `${key}%00`, key.slice(1)]) {
      await expect(storage.read(name)).rejects.toThrow("internal")
      await expect(storage.has(name)).rejects.toThrow("internal")
      await expect(storage.remove(name)).rejects.toThrow("internal")
    }
  })

  it("removes, but not what has been put there since", async () => {
    const storage = await fresh()
    const { sha256: key } = await storage.put(randomBytes(10))
    const hour = 3_600_000
    expect(await storage.remove(key, new Date(Date.now() - hour))).toBe(false)
    expect(await storage.has(key)).toBe(true)
    const old = new Date(Date.now() - 2 * hour)
    utimesSync(await storage.file(key), old, old)
    expect(await storage.remove(key, new Date(Date.now() - hour))).toBe(true)
    expect(await storage.has(key)).toBe(false)
    expect(await storage.remove(key)).toBe(true)
  })
})

describe("leftovers", () => {
  it("of processes that are gone are removed on start, those of living ones stay", async () => {
    const path = root()
    const storage = await createDiskStorage(path)
    const incoming = join(path, "incoming")
    const endless = new Readable({ read() {} })
    endless.push("begun")
    const writing = storage.put(endless)
    await expect.poll(() => readdirSync(incoming)).toHaveLength(1)
    const [own = ""] = readdirSync(incoming)
    const gone = own.replace(`-${process.pid}-`, `-${spawnSync(process.execPath, ["--version"]).pid}-`)
    const elsewhere = own.replace(/^\w+/, "0123456789ab")
    const forgotten = own.replace(/^\w+/, "ba9876543210")
    for (const name of [gone, elsewhere, forgotten]) writeFileSync(join(incoming, name), "half")
    const old = new Date(Date.now() - 25 * 3_600_000)
    utimesSync(join(incoming, forgotten), old, old)
    await createDiskStorage(path)
    expect(readdirSync(incoming).toSorted()).toEqual([own, elsewhere].toSorted())
    endless.push(null)
    expect(await writing).toMatchObject({ bytes: 5 })
  })

  it("is all that a process leaves that is killed while it writes", async () => {
    const path = root()
    const child = spawnSync(process.execPath, [
      "--conditions=source",
      "--input-type=module",
      "--eval",
      endlessPut(path),
    ])
    expect(child.signal).toBe("SIGKILL")
    expect(readdirSync(join(path, "incoming"))).toHaveLength(1)
    const storage = await createDiskStorage(path)
    expect(placed(path)).toEqual([])
    expect(await Array.fromAsync(storage.list())).toEqual([])
  })
})

const module = fileURLToPath(new URL("disk-storage.ts", import.meta.url))

const endlessPut = (path: string): string => `
  import { Readable } from "node:stream"
  import { createDiskStorage } from ${JSON.stringify(module)}
  const storage = await createDiskStorage(${JSON.stringify(path)})
  let parts = 0
  await storage.put(new Readable({ read() {
    if (parts++ > 20) process.kill(process.pid, "SIGKILL")
    this.push(Buffer.alloc(65536, parts))
  } }))`

/** Tries to put 2 MB into a storage, prints the error's code and what is there afterwards. */
const filling = (path: string): string => `
  import { readdirSync } from "node:fs"
  import { createDiskStorage } from ${JSON.stringify(module)}
  const storage = await createDiskStorage(${JSON.stringify(path)})
  const small = await storage.put(Buffer.alloc(1000, 1))
  const error = await storage.put(Buffer.alloc(2_000_000, 2)).catch((error) => error)
  console.log(JSON.stringify({
    code: error.code, cause: error.cause?.code, kept: await storage.has(small.sha256),
    files: readdirSync(${JSON.stringify(path)}, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length,
    after: (await storage.put(Buffer.alloc(500, 3))).bytes,
  }))`

const node = ["--conditions=source", "--input-type=module", "--eval"]

describe("a disk that is full", () => {
  it("is told, and nothing half written stays", ({ skip }) => {
    const path = root()
    mkdirSync(path, { recursive: true })
    const mounted = ["-Urm", "sh", "-c", `mount -t tmpfs -o size=1m none "$0" && exec "$@"`, path]
    if (spawnSync("unshare", [...mounted, "true"]).status !== 0) return skip("no file system can be mounted here")
    const out = execFileSync("unshare", [...mounted, process.execPath, ...node, filling(path)], { encoding: "utf8" })
    expect(JSON.parse(out)).toEqual({ code: "output/not-writable", cause: "ENOSPC", kept: true, files: 1, after: 500 })
  })

  it("and a file that may not grow: the same", ({ skip }) => {
    const path = root()
    if (!existsSync("/bin/bash")) return skip("no bash to set a limit with")
    const limited = ["-c", 'ulimit -f 1000 && exec "$0" "$@"', process.execPath, ...node, filling(path)]
    const out = execFileSync("/bin/bash", limited, { encoding: "utf8" })
    expect(JSON.parse(out)).toEqual({ code: "output/not-writable", cause: "EFBIG", kept: true, files: 1, after: 500 })
  })

  it("and a folder that is a file: the same", async () => {
    const path = root()
    folder.file("in-the-way", "")
    await expect(createDiskStorage(join(folder.path, "in-the-way", path))).rejects.toMatchObject({
      code: "output/not-writable",
    })
  })
})
