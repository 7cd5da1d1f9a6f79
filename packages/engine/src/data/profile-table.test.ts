import { afterAll, describe, expect, it } from "vitest"
import { temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import { profileTable, type ProfileOptions } from "./profile-table.ts"
import type { TableSource } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const profiled = async (source: TableSource, options?: ProfileOptions) => {
  const table = await profileTable(engine, source, options)
  return { ...table, of: Object.fromEntries(table.columns.map((column) => [column.name, column])) }
}

describe("profileTable", () => {
  it("the real penguins", async () => {
    const { rows, of, preview } = await profiled(vegaFile("penguins.json"))
    expect(rows).toBe(344)
    expect(of["Species"]).toMatchObject({
      type: "category",
      missing: 0,
      distinct: 3,
      top: [
        { value: "Adelie", count: 152 },
        { value: "Gentoo", count: 124 },
        { value: "Chinstrap", count: 68 },
      ],
      min: null,
      histogram: null,
    })
    const mass = of["Body Mass (g)"]!
    expect(mass).toMatchObject({ type: "number", missing: 2, min: 2700, max: 6300, top: null })
    expect(mass.mean).toBeCloseTo(4201.754, 3)
    expect(mass.standardDeviation).toBeCloseTo(801.9545, 3)
    expect(mass.quantiles?.slice(1, 4)).toEqual([3550, 4050, 4750])
    expect(mass.histogram?.edges).toHaveLength(21)
    expect(mass.histogram?.counts.reduce((a, b) => a + b, 0)).toBe(342)
    expect(preview.columns).toEqual(Object.keys(of))
    expect(preview.rows).toHaveLength(50)
    expect(preview.rows[0]).toEqual(["Adelie", "Torgersen", 39.1, 18.7, 181, 3750, "MALE"])
    expect(preview.rows[3]).toEqual(["Adelie", "Torgersen", null, null, null, null, null])
  })

  it("odd numbers, odd texts, odd names", async () => {
    const many = (values: readonly string[]): string[] =>
      Array.from({ length: 40 }, (_, i) => values[i % values.length]!)
    const columns = {
      huge: many(["1e300", "-1e308", "1e308"]),
      holes: many(["1", "NA", "", " ", "nan", "2", "3"]),
      infinite: many(["1", "inf", "3"]),
      'a "quoted", name': many(["x".repeat(5000), `${"x".repeat(4999)}y`]),
      codes: many(["1", "2", "3"]),
      text: many(["true", "false"]),
    }
    const names = Object.keys(columns).map((name) => `"${name.replaceAll('"', '""')}"`)
    const lines = Array.from({ length: 40 }, (_, i) =>
      Object.values(columns)
        .map((values) => values[i])
        .join(","),
    )
    const { of } = await profiled(folder.file("odd.csv", [names.join(","), ...lines].join("\n")))
    expect(of["huge"]).toMatchObject({ type: "number", min: -1e308, max: 1e308, mean: null, histogram: null })
    expect(of["holes"]).toMatchObject({ missing: 24, distinct: 3, min: 1, max: 3 })
    expect(of["infinite"]).toMatchObject({
      type: "number",
      missing: 0,
      distinct: 3,
      min: 1,
      max: 3,
      mean: 1.962962962962963,
    })
    expect(of['a "quoted", name']).toMatchObject({ distinct: 2 })
    expect(of['a "quoted", name']!.top![0]!.value).toHaveLength(181)
    expect(of["codes"]).toMatchObject({ histogram: { edges: [0.5, 1.5, 2.5, 3.5], counts: [14, 13, 13] } })
    expect(of["codes"]!.top).toHaveLength(3)
    expect(of["text"]).toMatchObject({
      type: "binary",
      top: [
        { value: "false", count: 20 },
        { value: "true", count: 20 },
      ],
    })
  })

  it("a column that holds a text after very many numbers", async () => {
    const rows = Array.from({ length: 110_000 }, (_, i) => `${i % 100},${i}`)
    const path = folder.file("late.csv", ["a,b", ...rows, "surprise,0"].join("\n"))
    const { of } = await profiled(path)
    expect(of["a"]).toMatchObject({ type: "category", distinct: 101, min: null })
    expect(of["b"]).toMatchObject({ type: "number", max: 109_999 })
  })

  it("says the same of columns side by side and stacked, whatever they hold", async () => {
    const typed = `${folder.path}/typed.parquet`
    await engine.connection.run(
      `copy (select i, (i / 3)::float as f, (i % 7)::decimal(9, 2) as d, i % 2 = 0 as b, date '2020-01-01' + i::int as t, [i] as l, case when i % 5 = 0 then 'nan'::double when i % 11 <> 0 then i / 7 end as n, {'a': i}::json as j, to_json(i) as k, 'v' || i % 30 as v from range(300) r(i)) to '${typed}'`,
    )
    const odd = [
      "1",
      "NA",
      " NaN ",
      "nan",
      "",
      "  ",
      " 7 ",
      "1e300",
      "-inf",
      "0x1F",
      "1_000",
      "é",
      "x".repeat(500),
      "-0",
    ]
    const cells = Array.from({ length: 30 }, (_, row) => odd.map((_, i) => odd[(row * (i + 1) + i) % odd.length]))
    const oddities = folder.file("oddities.csv", ["a,b,c,d,e,f,g,h,i,j,k,l,m,n", ...cells.map(String)].join("\n"))
    const sources = [...["movies.json", "penguins.json", "weather.csv", "airports.csv"].map(vegaFile), typed, oddities]
    for (const source of [...sources, { x: [1, null, 2.5], y: ["a", "b", null], z: [true, false, true] }]) {
      const [beside, stacked] = [await profiled(source, { stackedRows: 0 }), await profiled(source)]
      expect(stacked).toEqual(beside)
    }
  })

  it("very many columns, a part of them after the other", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `c${i}`)
    const lines = Array.from({ length: 30 }, (_, row) =>
      names.map((_, i) => (i % 2 === 0 ? row + i : `v${row % 3}`)).join(","),
    )
    const path = folder.file("many.csv", [names.join(","), ...lines].join("\n"))
    const { rows, columns, preview } = await profiled(path, { columnsAtOnce: 4 })
    expect(rows).toBe(30)
    expect(columns.map(({ name }) => name)).toEqual(names)
    expect(columns[8]).toMatchObject({ type: "number", min: 8, max: 37, distinct: 30 })
    expect(columns[7]).toMatchObject({ type: "category", distinct: 3 })
    expect(preview.columns).toEqual(names)
    expect(preview.rows).toHaveLength(30)
    expect(preview.rows[29]).toHaveLength(9)
    expect(preview.rows[29]!.slice(-2)).toEqual(["v2", "37"])
  })

  it("refuses more columns and more cells than asked for, also where a small file has them", async () => {
    const wide = folder.file(
      "wide.csv",
      `${Array.from({ length: 30 }, (_, i) => `c${i}`).join(",")}\n${"1,".repeat(29)}1\n`,
    )
    await expect(profiled(wide, { maxColumns: 29 })).rejects.toMatchObject({ code: "data/unreadable" })
    const bomb = `${folder.path}/bomb.parquet`
    await engine.connection.run(`copy (select 1 as a, 'x' as b from range(3000000)) to '${bomb}'`)
    await expect(profiled(bomb, { maxCells: 1_000_000 })).rejects.toMatchObject({ code: "data/unreadable" })
    await expect(profiled(folder.file("none.csv", "a,b\n"))).rejects.toMatchObject({ code: "data/empty" })
  })
})
