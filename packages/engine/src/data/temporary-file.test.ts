import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { FidelioError } from "@fidelio/core"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { TemporaryFile } from "./temporary-file.ts"

describe("a temporary file", () => {
  it("gives back what was appended, from anywhere, and leaves nothing in its folder", async () => {
    await using folder = temporaryFolder()
    using file = new TemporaryFile(folder.path)
    expect(existsSync(folder.path) ? readdirSync(folder.path) : []).toEqual([])
    for (let piece = 0; piece < 10; piece++)
      file.append(Uint8Array.from({ length: 100 }, (_, i) => (100 * piece + i) % 251))
    expect(file.bytes).toBe(1_000)
    const target = new Uint8Array(300)
    file.read(450, target)
    expect(target).toEqual(Uint8Array.from({ length: 300 }, (_, i) => (450 + i) % 251))
  })

  it("is closed once", () => {
    const file = new TemporaryFile()
    file[Symbol.dispose]()
    expect(() => file[Symbol.dispose]()).not.toThrow()
  })

  it("says where it cannot be", async () => {
    await using folder = temporaryFolder()
    expect(() => new TemporaryFile(join(folder.path, "nowhere"))).toThrow(FidelioError)
    expect(() => new TemporaryFile(join(folder.path, "nowhere"))).toThrow(/ENOENT/)
  })
})
