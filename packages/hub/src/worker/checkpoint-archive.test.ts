import { readFileSync, writeFileSync } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { Readable } from "node:stream"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { holdFiles, packCheckpoints, unpackCheckpoints } from "./checkpoint-archive.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fidelio-test-"))
})
afterAll(() => rm(folder, { recursive: true }))

const parts = (content: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(content.length / size) }, (_, i) => content.subarray(i * size, (i + 1) * size)),
  )

describe("the archive of checkpoints", () => {
  const weights = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256))

  async function archive(): Promise<Buffer> {
    const from = join(folder, crypto.randomUUID())
    const held = join(folder, crypto.randomUUID())
    await mkdir(from)
    writeFileSync(join(from, "checkpoints.json"), "{}")
    writeFileSync(join(from, "checkpoint-7.safetensors"), weights)
    holdFiles(from, held)
    await rm(from, { recursive: true })
    return await buffer(await packCheckpoints(held, "a version"))
  }

  it.each([1, 7, 64, 100_000])("brings the files back whole from pieces of %i bytes", async (size) => {
    const to = join(folder, crypto.randomUUID())
    await unpackCheckpoints(parts(await archive(), size), to)
    expect(readFileSync(join(to, "checkpoint-7.safetensors"))).toEqual(weights)
    expect(readFileSync(join(to, "checkpoints.json"), "utf8")).toBe("{}")
  })

  it.each([
    ["is cut off", (content: Buffer) => content.subarray(0, -1), "ends too early"],
    ["is too long", (content: Buffer) => Buffer.concat([content, weights]), "goes on where it should end"],
    ["is something else", () => weights, "does not begin as one"],
    [
      "names a file elsewhere",
      (content: Buffer) =>
        Buffer.from(content.toString("latin1").replace("checkpoints.json", "../../etc/passwd"), "latin1"),
      "does not begin as one",
    ],
  ])("is refused where it %s", async (_, change, problem) => {
    const to = join(folder, crypto.randomUUID())
    await expect(unpackCheckpoints(parts(change(await archive()), 50), to)).rejects.toThrow(problem)
  })
})
