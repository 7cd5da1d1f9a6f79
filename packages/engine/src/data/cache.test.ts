import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfig, temporaryFolder } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { prepareDataset, type PrepareOptions } from "./prepare.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const config = datasetConfig(
  [
    ["x", "number"],
    ["c", "category"],
  ],
  [["y", "binary"]],
)
const content = `x,c,y\n${Array.from({ length: 40 }, (_, i) => `${i},${"abc"[i % 3]},${i % 2 === 0 ? "male" : "female"}`).join("\n")}\n`

const prepare = (path: string, options: Partial<PrepareOptions> = {}, changed: DatasetConfig = config) =>
  prepareDataset(engine, { dataset: path }, changed, { seed: 42, cache: true, ...options })

describe("cache", () => {
  it("keeps encoded data beside the dataset, and uses them again", async () => {
    const path = folder.file("a.csv", content)
    const first = await prepare(path)
    expect(first.cached).toBe(false)
    expect(readdirSync(`${folder.path}/a.fidelio-cache`)).toHaveLength(1)
    const second = await prepare(path)
    expect(second.cached).toBe(true)
    expect({ ...second, cached: false, seconds: 0 }).toEqual({ ...first, seconds: 0 })
  })
  it("repeats what was worth a line", async () => {
    const path = folder.file("notices.csv", content)
    const heard: string[][] = [[], []]
    for (const list of heard) await prepare(path, { onNotice: (message) => list.push(message) })
    expect(heard[0]).toHaveLength(1)
    expect(heard[1]).toEqual(heard[0])
  })
  it("makes them anew for other data, settings or seeds; not for another model", async () => {
    const path = folder.file("b.csv", content)
    const cached = async (options: Partial<PrepareOptions> = {}, changed = config) =>
      (await prepare(path, options, changed)).cached
    await cached()
    expect(await cached({ seed: 43 })).toBe(false)
    expect(await cached({}, { ...config, preprocessing: { ...config.preprocessing, sample_ratio: 0.9 } })).toBe(false)
    const [x, c] = config.input_features
    expect(
      await cached(
        {},
        { ...config, input_features: [{ ...x!, preprocessing: { ...x!.preprocessing, normalization: null } }, c!] },
      ),
    ).toBe(false)
    const other = { ...x!, encoder: { type: "dense" } }
    const again = await prepare(path, {}, { ...config, input_features: [other, c!] })
    expect(again.cached).toBe(true)
    expect(again.features[0]!.settings).toEqual(other)
    writeFileSync(path, content.replace("0,a", "7,a"))
    expect(await cached()).toBe(false)
    utimesSync(path, new Date(0), new Date(0))
    expect(await cached()).toBe(true)
  })
  it("makes damaged data anew", async () => {
    const path = folder.file("c.csv", content)
    const first = await prepare(path)
    const [name] = readdirSync(`${folder.path}/c.fidelio-cache`)
    for (const damage of ["", "nonsense", "x".repeat(5000)]) {
      writeFileSync(`${folder.path}/c.fidelio-cache/${name}`, damage)
      const notices: string[] = []
      const next = await prepare(path, { onNotice: (message) => notices.push(message) })
      expect([next.cached, next.splits]).toEqual([false, first.splits])
      expect(notices.some((message) => message.includes("damaged"))).toBe(true)
    }
    expect((await prepare(path)).cached).toBe(true)
  })
  it("goes where it is told, and nowhere where it cannot", async () => {
    const path = folder.file("d.csv", content)
    await prepare(path, { cacheDirectory: `${folder.path}/elsewhere` })
    expect(readdirSync(`${folder.path}/elsewhere`)).toHaveLength(1)
    const notices: string[] = []
    const dataset = await prepare(path, {
      cacheDirectory: `${path}/inside-a-file`,
      onNotice: (message) => notices.push(message),
    })
    expect(dataset.splits.training.size).toBe(28)
    expect(notices.some((message) => message.includes("not kept"))).toBe(true)
    expect(existsSync(`${folder.path}/d.fidelio-cache`)).toBe(false)
  })
  it("keeps nothing where it is not asked to, or of data in memory", async () => {
    const path = folder.file("e.csv", content)
    await prepare(path, { cache: false })
    expect(existsSync(`${folder.path}/e.fidelio-cache`)).toBe(false)
    await prepareDataset(
      engine,
      { dataset: { x: [1, 2], c: ["a", "b"], y: [0, 1] } },
      { ...config, preprocessing: { ...config.preprocessing, split: { type: "random", probabilities: [1, 0, 0] } } },
      { seed: 1, cache: true },
    )
  })
  it("keeps the last few files only", async () => {
    const path = folder.file("f.csv", content)
    for (let seed = 0; seed < 9; seed++) await prepare(path, { seed })
    expect(readdirSync(`${folder.path}/f.fidelio-cache`).length).toBeLessThanOrEqual(6)
    expect(statSync(`${folder.path}/f.fidelio-cache`).isDirectory()).toBe(true)
  })
})
