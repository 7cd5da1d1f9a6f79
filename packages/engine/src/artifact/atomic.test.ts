// Files and folders that appear whole or not at all.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { finishReplacement, replaceDirectory, replacementPaths, writeError, writeFileAtomically } from "./atomic.ts"

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fidelio-atomic-"))
})
afterEach(() => rm(directory, { recursive: true }))

test("replaces a file and leaves nothing beside it", async () => {
  const path = join(directory, "a.txt")
  await writeFileAtomically(path, "old")
  await writeFileAtomically(path, "new", { durable: false })
  expect(await readFile(path, "utf8")).toBe("new")
  expect(await readdir(directory)).toEqual(["a.txt"])
})

test("a path through a file cannot be written", async () => {
  await writeFile(join(directory, "file"), "")
  await expect(writeFileAtomically(join(directory, "file", "a"), "")).rejects.toMatchObject({
    code: "output/not-writable",
    at: join(directory, "file", "a"),
    message: expect.stringContaining("is a file, not a folder"),
  })
})

test.skipIf(process.getuid?.() === 0)("a read-only folder cannot be written (as root it can)", async () => {
  await chmod(directory, 0o500)
  await expect(writeFileAtomically(join(directory, "a"), "")).rejects.toMatchObject({ code: "output/not-writable" })
})

test.skipIf(process.platform === "win32")(
  "a write that fails halfway leaves the old file and nothing else",
  async () => {
    const path = join(directory, "a.txt")
    await writeFileAtomically(path, "old")
    const script = `
    import { writeFileAtomically } from ${JSON.stringify(new URL("./atomic.ts", import.meta.url).href)}
    await writeFileAtomically(${JSON.stringify(path)}, "x".repeat(1e6)).catch((error) => console.log(JSON.stringify(error)))`
    const { stdout } = spawnSync(
      "bash",
      ["-c", `ulimit -f 100; exec "$0" --conditions=source --input-type=module -e "$1"`, process.execPath, script],
      { encoding: "utf8" },
    )
    expect(JSON.parse(stdout)).toMatchObject({ code: "output/not-writable", at: path })
    expect(await readFile(path, "utf8")).toBe("old")
    expect(await readdir(directory)).toEqual(["a.txt"])
  },
)

test.each(["EACCES", "EROFS", "ENOSPC", "EDQUOT"])("%s says what to do", (code) => {
  const error = writeError("/results/a", Object.assign(new Error("system"), { code }))
  expect(error).toMatchObject({ code: "output/not-writable", at: "/results/a", hint: expect.stringMatching(/\w+/) })
})

test("an unknown failure keeps its own words", () => {
  expect(writeError("/a", new Error("strange")).message).toContain("strange")
})

const fill = (content: string) => (fresh: string) => writeFile(join(fresh, "a"), content)

test("replaces a folder's files and keeps its subfolders", async () => {
  const path = join(directory, "model")
  await replaceDirectory(path, fill("1"))
  await mkdir(join(path, "logs"))
  await writeFile(join(path, "b"), "")
  await replaceDirectory(path, fill("2"))
  expect(await readdir(directory)).toEqual(["model"])
  expect(new Set(await readdir(path))).toEqual(new Set(["a", "logs"]))
  expect(await readFile(join(path, "a"), "utf8")).toBe("2")
})

test("a fill that fails leaves the old folder", async () => {
  const path = join(directory, "model")
  await replaceDirectory(path, fill("1"))
  const failing = replaceDirectory(path, async (fresh) => {
    await fill("2")(fresh)
    throw Object.assign(new Error("full"), { code: "ENOSPC" })
  })
  await expect(failing).rejects.toMatchObject({ code: "output/not-writable", message: expect.stringContaining("full") })
  expect(await readFile(join(path, "a"), "utf8")).toBe("1")
  expect(await readdir(directory)).toEqual(["model"])
})

test("a replacement killed between its two renames is undone", async () => {
  const path = join(directory, "model")
  await mkdir(replacementPaths(path).old)
  await fill("1")(replacementPaths(path).old)
  await finishReplacement(path)
  expect(await readFile(join(path, "a"), "utf8")).toBe("1")
})

test("a replacement killed after its two renames is finished", async () => {
  const path = join(directory, "model")
  const { old } = replacementPaths(path)
  await mkdir(path)
  await fill("2")(path)
  await mkdir(join(old, "logs"), { recursive: true })
  await fill("1")(old)
  await finishReplacement(path)
  expect(existsSync(old)).toBe(false)
  expect(new Set(await readdir(path))).toEqual(new Set(["a", "logs"]))
  expect(await readFile(join(path, "a"), "utf8")).toBe("2")
})

test("leaves a pipe where it is", async () => {
  const path = join(directory, "pipe")
  spawnSync("mkfifo", [path])
  await expect(writeFileAtomically(path, "x")).rejects.toMatchObject({ code: "output/not-writable" })
  expect(await readdir(directory)).toEqual(["pipe"])
})
