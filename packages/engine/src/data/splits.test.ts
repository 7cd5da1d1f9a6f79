import { sql } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { DataEngine } from "./data-engine.ts"
import type { SplitConfig } from "./dataset-config.ts"
import { nthSmallestHash, rowHash, withHash } from "./row-hash.ts"
import { splitSizes, splitTable } from "./splits.ts"

const engine = await DataEngine.open({ threads: 2 })
afterAll(() => engine[Symbol.asyncDispose]())

describe("splitSizes", () => {
  it("rounds training up and validation down, as Ludwig does", () => {
    expect(splitSizes(344, [0.7, 0.1, 0.2])).toEqual([241, 34, 69])
    expect(splitSizes(10, [0.7, 0.1, 0.2])).toEqual([4, 3, 3])
    expect(splitSizes(1000, [0.7, 0.1, 0.2])).toEqual([700, 100, 200])
  })
  it("borrows from training so that no split is too small to say anything, and leaves it a row", () => {
    expect(splitSizes(8, [0.8, 0.1, 0.1])).toEqual([2, 3, 3])
    expect(splitSizes(4, [0.7, 0.1, 0.2])).toEqual([1, 0, 3])
    expect(splitSizes(1, [0.7, 0.1, 0.2])).toEqual([1, 0, 0])
  })
  it("gives no rows to a split of no share", () => {
    expect(splitSizes(101, [0.8, 0.2, 0])).toEqual([81, 20, 0])
    expect(splitSizes(101, [0.8, 0, 0.2])).toEqual([81, 0, 20])
    expect(splitSizes(101, [1, 0, 0])).toEqual([101, 0, 0])
  })
})

describe("row hashes", () => {
  it("are the same in SQL, and different for different rows", async () => {
    for (const key of [0, 1, 0xdeadbeef]) {
      const rows = await engine.query(
        sql`select hash::double from ${withHash(sql`(select range as row from range(1000))`, key)} order by row`,
      )
      const hashes = rows.map(([hash]) => Number(hash))
      expect(hashes).toEqual(Array.from({ length: 1000 }, (_, row) => rowHash(key, row)))
      expect(new Set(hashes).size).toBe(1000)
    }
  })
  it("have a bound below which as many lie as are asked for", () => {
    const hashes = Array.from({ length: 5000 }, (_, row) => rowHash(7, row))
    for (const count of [0, 1, 17, 2500, 4999, 5000]) {
      const bound = nthSmallestHash(7, 5000, count)
      expect(hashes.filter((hash) => hash < bound).length).toBe(count)
    }
  })
})

/** The splits of rows with these values of the split's column. */
async function split(values: readonly (string | number | null)[], config: SplitConfig, seed = 42): Promise<number[]> {
  const table = engine.tableName("test")
  const numbers = values.every((value) => typeof value === "number")
  const type = numbers ? sql`double` : sql`varchar`
  await engine.run(sql`create table ${table} as select null::${type} as split_value where false`)
  for (const value of values) await engine.run(sql`insert into ${table} values (${value})`)
  const { select, sizes } = await splitTable(engine, table, config, { rows: values.length, seed, source: "test.csv" })
  const rows = await engine.query(sql`select split::integer from ${select([])} order by row`)
  const found = rows.map(([number]) => Number(number))
  expect([0, 1, 2].map((number) => found.filter((other) => other === number).length)).toEqual(sizes)
  return found
}

const probabilities = [0.7, 0.1, 0.2] as const

describe("splitTable", () => {
  it("random: exact sizes, the same rows for the same seed, others for another", async () => {
    const values = Array.from({ length: 100 }, () => null)
    const first = await split(values, { type: "random", probabilities })
    expect(first.filter((number) => number === 0).length).toBe(70)
    expect(await split(values, { type: "random", probabilities })).toEqual(first)
    expect(await split(values, { type: "random", probabilities }, 43)).not.toEqual(first)
  })
  it("fixed: numbers or names, with or without validation", async () => {
    expect(await split(["0", "1", "2", "0"], { type: "fixed", column: "split" })).toEqual([0, 1, 2, 0])
    expect(await split(["0.0", "2.0"], { type: "fixed", column: "split" })).toEqual([0, 2])
    expect(await split(["Train", "validation", "TEST"], { type: "fixed", column: "split" })).toEqual([0, 1, 2])
    await expect(split(["0", "3", "3", null], { type: "fixed", column: "split" })).rejects.toMatchObject({
      code: "data/split",
      message: expect.stringContaining('"3" in 2 rows'),
    })
    await expect(split(["1", "2"], { type: "fixed", column: "split" })).rejects.toMatchObject({ code: "data/split" })
  })
  it("stratify: each value in the same shares, a value's only row trains", async () => {
    const values = [...Array.from({ length: 60 }, () => "a"), ...Array.from({ length: 39 }, () => "b"), "c"]
    const found = await split(values, { type: "stratify", column: "y", probabilities })
    const count = (letter: string, number: number) =>
      found.filter((other, i) => other === number && values[i] === letter).length
    expect([count("a", 0) / 60, count("b", 0) / 39].every((share) => Math.abs(share - 0.7) < 0.03)).toBe(true)
    expect([count("a", 2) / 60, count("b", 2) / 39].every((share) => Math.abs(share - 0.2) < 0.03)).toBe(true)
    expect(found.at(-1)).toBe(0)
    expect(await split(values, { type: "stratify", column: "y", probabilities })).toEqual(found)
  })
  it("datetime: the earliest rows train, the latest test", async () => {
    const values = Array.from({ length: 20 }, (_, i) => (i * 7) % 20)
    const found = await split(values, { type: "datetime", column: "t", probabilities })
    for (const [i, number] of found.entries()) expect(number).toBe(values[i]! < 13 ? 0 : values[i]! < 16 ? 1 : 2)
  })
  it("hash: a row stays where it is when others come, whatever the seed", async () => {
    const values = Array.from({ length: 60 }, (_, i) => `user-${i}`)
    const all = await split(values, { type: "hash", column: "id", probabilities })
    const half = values.filter((_, i) => i % 2 === 0)
    expect(await split(half, { type: "hash", column: "id", probabilities }, 1)).toEqual(
      all.filter((_, i) => i % 2 === 0),
    )
  })
})
