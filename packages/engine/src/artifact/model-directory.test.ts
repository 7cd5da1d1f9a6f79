// The model folder: round trip, damage of every kind, and a process killed while it saves.
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { tensorOf } from "@fidelio/core"
import { afterEach, beforeEach, expect, test } from "vitest"
import { replacementPaths } from "./atomic.ts"
import { loadModelDirectory, modelFiles, saveModelDirectory, type ModelParts } from "./model-directory.ts"

let root: string
let path: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fidelio-model-"))
  path = join(root, "run", "model")
})
afterEach(() => rm(root, { recursive: true }))

const parts: ModelParts = {
  config: "input_features: [] # none\n",
  hyperparameters: { trainer: { epochs: 3 } },
  metadata: { color: { vocabulary: ["red", "grün"] } },
  weights: new Map([["combiner.weights", tensorOf("float32", [2], [1, 2])]]),
  graph: Uint8Array.of(8, 10),
  fidelioVersion: "0.1.0",
  created: new Date("2026-01-02T03:04:05Z"),
}

test("what is loaded is what was saved", async () => {
  await saveModelDirectory(path, parts)
  const loaded = await loadModelDirectory(path)
  expect({ ...loaded, graph: Uint8Array.from(loaded.graph) }).toEqual({
    ...parts,
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(new Set(await readdir(path))).toEqual(new Set([...Object.values(modelFiles), "manifest.json"]))
})

test("the same parts make the same bytes", async () => {
  await saveModelDirectory(path, parts)
  await saveModelDirectory(join(root, "again"), parts)
  for (const name of await readdir(path)) {
    expect(await readFile(join(path, name))).toEqual(await readFile(join(root, "again", name)))
  }
})

test("saving again replaces the files and keeps the logs", async () => {
  await saveModelDirectory(path, parts)
  await mkdir(join(path, "logs"))
  await saveModelDirectory(path, { ...parts, config: "new" })
  expect((await loadModelDirectory(path)).config).toBe("new")
  expect(await readdir(path)).toContain("logs")
  expect(await readdir(join(root, "run"))).toEqual(["model"])
})

test("a save that was killed between its renames leaves the old model loadable", async () => {
  await saveModelDirectory(path, parts)
  await rename(path, replacementPaths(path).old)
  expect((await loadModelDirectory(path)).config).toBe(parts.config)
})

test.each(Object.values(modelFiles))("a change of one byte in %s is found", async (name) => {
  await saveModelDirectory(path, parts)
  const content = await readFile(join(path, name))
  content[content.length - 1]! ^= 1 // no file is empty
  await writeFile(join(path, name), content)
  await expect(loadModelDirectory(path)).rejects.toMatchObject({ code: "artifact/corrupt", at: join(path, name) })
})

test.each(Object.values(modelFiles))("%s missing is found", async (name) => {
  await saveModelDirectory(path, parts)
  await rm(join(path, name))
  await expect(loadModelDirectory(path)).rejects.toMatchObject({ code: "artifact/corrupt", at: join(path, name) })
})

test("a file too many is found, hidden files and folders are not minded", async () => {
  await saveModelDirectory(path, parts)
  await writeFile(join(path, ".DS_Store"), "")
  await mkdir(join(path, "logs"))
  await loadModelDirectory(path)
  await writeFile(join(path, "other.json"), "")
  await expect(loadModelDirectory(path)).rejects.toMatchObject({
    code: "artifact/corrupt",
    at: join(path, "other.json"),
  })
})

const changeManifest = async (change: (manifest: Record<string, unknown>) => unknown): Promise<void> => {
  const file = join(path, "manifest.json")
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>)))
}

test("a newer format is an error of its own", async () => {
  await saveModelDirectory(path, parts)
  await changeManifest((manifest) => ({ ...manifest, format_version: 2, something: "new" }))
  await expect(loadModelDirectory(path)).rejects.toMatchObject({ code: "artifact/version" })
})

test.each<[string, (manifest: Record<string, unknown>) => unknown]>([
  ["a list", () => []],
  ["nothing", () => null],
  ["no files", (manifest) => ({ ...manifest, files: undefined })],
  ["a path out of the folder", (manifest) => ({ ...manifest, files: { "../secret": "0".repeat(64) } })],
  ["a file not listed", (manifest) => ({ ...manifest, files: {} })],
])("a manifest with %s is refused", async (_, change) => {
  await saveModelDirectory(path, parts)
  await changeManifest(change)
  await expect(loadModelDirectory(path)).rejects.toMatchObject({ code: "artifact/corrupt" })
})

test("a manifest cut short is refused", async () => {
  await saveModelDirectory(path, parts)
  await appendFile(join(path, "manifest.json"), "}")
  await expect(loadModelDirectory(path)).rejects.toMatchObject({ code: "artifact/corrupt" })
})

test("no model: says where one could be", async () => {
  await expect(loadModelDirectory(path)).rejects.toMatchObject({
    code: "artifact/not-found",
    message: expect.stringContaining("does not exist"),
  })
  await saveModelDirectory(path, parts)
  await expect(loadModelDirectory(join(root, "run"))).rejects.toMatchObject({
    code: "artifact/not-found",
    hint: `The model is in "${path}".`,
  })
  await rm(join(path, "manifest.json"))
  await expect(loadModelDirectory(path)).rejects.toMatchObject({
    code: "artifact/not-found",
    hint: expect.stringContaining("resume"),
  })
  await expect(loadModelDirectory(join(path, "config.yaml"))).rejects.toMatchObject({ code: "artifact/not-found" })
})
