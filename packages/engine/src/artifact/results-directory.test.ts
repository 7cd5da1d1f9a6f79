// The folder of a run: the first free name, created at once.
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { createResultsDirectory } from "./results-directory.ts"

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fidelio-results-"))
})
afterEach(() => rm(root, { recursive: true }))

const names = { experimentName: "experiment", modelName: "run" }

test("takes the plain name, then numbers it", async () => {
  const outputDirectory = join(root, "a", "results")
  const first = await createResultsDirectory({ ...names, outputDirectory })
  expect(first).toBe(join(outputDirectory, "experiment_run"))
  expect(basename(await createResultsDirectory({ ...names, outputDirectory }))).toBe("experiment_run_0")
  expect(basename(await createResultsDirectory({ ...names, outputDirectory }))).toBe("experiment_run_1")
})

test("runs that start at once get folders of their own", async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, () => createResultsDirectory({ ...names, outputDirectory: root })),
  )
  expect(new Set(made).size).toBe(8)
})

test("a place that cannot be written is an error", async () => {
  await writeFile(join(root, "file"), "")
  await expect(createResultsDirectory({ ...names, outputDirectory: join(root, "file") })).rejects.toMatchObject({
    code: "output/not-writable",
  })
  const modelName = "x".repeat(300)
  await expect(createResultsDirectory({ ...names, modelName, outputDirectory: root })).rejects.toMatchObject({
    code: "output/not-writable",
    message: expect.stringContaining("too long"),
  })
})
