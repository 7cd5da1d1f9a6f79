// Checkpoints: latest and best, one unit whenever the process is killed.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { tensorOf } from "@fidelio/core"
import { afterEach, beforeEach, expect, test } from "vitest"
import { Checkpoints, type Checkpoint } from "./checkpoint.ts"

let root: string
let directory: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fidelio-checkpoint-"))
  directory = join(root, "model", "training_checkpoints")
})
afterEach(() => rm(root, { recursive: true }))

const at = (step: number): Checkpoint => ({
  tensors: new Map([["weights", tensorOf("float32", [2], [step, -step])]]),
  progress: { step, losses: [0.5, 1 / 3] },
})

test("there is nothing before the first one", async () => {
  const checkpoints = await Checkpoints.open(directory)
  expect(checkpoints.hasLatest).toBe(false)
  expect(await checkpoints.read("latest")).toBeUndefined()
})

test("keeps the latest and the best, across processes, and no other file", async () => {
  const checkpoints = await Checkpoints.open(directory)
  await checkpoints.write(at(1), { best: false })
  expect(await checkpoints.read("best")).toBeUndefined()
  await checkpoints.write(at(2), { best: true })
  await checkpoints.write(at(3), { best: false })
  const path = await checkpoints.write(at(4), { best: false })
  const reopened = await Checkpoints.open(directory)
  expect(await reopened.read("latest")).toEqual(at(4))
  expect(await reopened.read("best")).toEqual(at(2))
  expect(path).toBe(join(directory, "checkpoint-4.safetensors"))
  expect(new Set(await readdir(directory))).toEqual(
    new Set(["checkpoint-2.safetensors", "checkpoint-4.safetensors", "checkpoints.json"]),
  )
  await reopened.write(at(5), { best: true })
  expect(await readdir(directory)).toHaveLength(2)
})

test("files of a write that was killed before its index are passed over and cleared away", async () => {
  const checkpoints = await Checkpoints.open(directory)
  await checkpoints.write(at(1), { best: true })
  await writeFile(join(directory, "checkpoint-2.safetensors"), "half")
  await writeFile(join(directory, ".checkpoint-2.safetensors.1.tmp"), "half")
  const reopened = await Checkpoints.open(directory)
  expect(await reopened.read("latest")).toEqual(at(1))
  await reopened.write(at(2), { best: false })
  expect(await reopened.read("latest")).toEqual(at(2))
  expect(await readdir(directory)).toHaveLength(3)
})

test("removes all", async () => {
  const checkpoints = await Checkpoints.open(directory)
  await checkpoints.write(at(1), { best: true })
  await checkpoints.remove()
  await checkpoints.remove()
  expect(await checkpoints.read("latest")).toBeUndefined()
  expect(await readdir(join(root, "model"))).toEqual([])
})

test("damage is found", async () => {
  const checkpoints = await Checkpoints.open(directory)
  const path = await checkpoints.write(at(1), { best: true })
  const content = await readFile(path)
  content[content.length - 1]! ^= 1 // not empty
  await writeFile(path, content)
  await expect(checkpoints.read("latest")).rejects.toMatchObject({ code: "artifact/corrupt", at: path })
  await rm(path)
  await expect(checkpoints.read("best")).rejects.toMatchObject({ code: "artifact/corrupt", at: path })
  await writeFile(join(directory, "checkpoints.json"), "{}")
  await expect(Checkpoints.open(directory)).rejects.toMatchObject({ code: "artifact/corrupt" })
})

test("a folder that cannot be made is an error", async () => {
  await writeFile(join(root, "file"), "")
  const checkpoints = await Checkpoints.open(join(root, "file", "checkpoints"))
  await expect(checkpoints.write(at(1), { best: true })).rejects.toMatchObject({ code: "output/not-writable" })
})
