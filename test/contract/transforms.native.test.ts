// Every type of step: what SQL makes of a column, the graph makes of it too; and the way back leads back.
import { readdirSync } from "node:fs"
import { afterAll, describe, expect, it } from "vitest"
import {
  applyGraph,
  applySql,
  encodeModel,
  Graph,
  inverseSteps,
  sql,
  transforms,
  type ColumnKind,
  type Dtype,
  type Sql,
  type Step,
} from "@fidelio/core"
import { InferenceSession, Tensor } from "onnxruntime-node"
import { DataEngine } from "../../packages/engine/src/data/data-engine.ts"

const engine = await DataEngine.open({ threads: 1 })
afterAll(() => engine[Symbol.asyncDispose]())

interface Use {
  readonly step: Step
  /** Why a graph cannot do what SQL does, where that is so. */
  readonly sqlOnly?: string
}

const numbers = [-3.5, -1, -0.25, 0, 1e-3, 0.5, 1, 2, 3.75, 1000, null]
const positive = [0, 1e-3, 0.5, 1, 2, 3.75, 1000, null]
const texts = ["a", "b", "c", "1", "1.0", "unseen", null]

const uses: Readonly<Record<Step["type"], readonly Use[]>> = {
  affine: [{ step: { type: "affine", subtract: 2.5, divide: 0.5 } }],
  drop_missing: [{ step: { type: "drop_missing", reason: "no x" } }],
  fill_missing: [{ step: { type: "fill_missing", value: 7.25 } }],
  fill_neighbour: [
    { step: { type: "fill_neighbour", direction: "forward" }, sqlOnly: "a graph sees examples one by one" },
    { step: { type: "fill_neighbour", direction: "backward" }, sqlOnly: "a graph sees examples one by one" },
  ],
  interpolate: [{ step: { type: "interpolate", from: [-2, 0, 0.5, 3], to: [-1, 0.25, 0.5, 4] } }],
  is_missing: [{ step: { type: "is_missing" } }],
  log1p: [{ step: { type: "log1p" } }],
  lookup: [
    {
      step: {
        type: "lookup",
        vocabulary: ["<UNK>", "a", "1"],
        aliases: { "1.0": 2 },
        unknown: 0,
        missing: 0,
        dtype: "int32",
      },
    },
    { step: { type: "lookup", vocabulary: ["b", "a"], aliases: {}, unknown: 1, missing: 0, dtype: "int32" } },
    {
      step: { type: "lookup", vocabulary: ["a", "b"], aliases: { c: 1 }, unknown: null, missing: 1, dtype: "float32" },
    },
    { step: { type: "lookup", vocabulary: [], aliases: {}, unknown: 0, missing: 0, dtype: "int32" } },
  ],
  lowercase: [{ step: { type: "lowercase" } }],
  mark_missing: [{ step: { type: "mark_missing" } }],
  null_outliers: [{ step: { type: "null_outliers", lower: -1, upper: 2 } }],
  parse_number: [{ step: { type: "parse_number" } }],
  parse_text: [{ step: { type: "parse_text" } }],
  soft_clip: [{ step: { type: "soft_clip", limit: 3 } }],
}

const textSteps: ReadonlySet<Step["type"]> = new Set(["lookup", "lowercase", "parse_text"])

type Cell = number | string | null

/** What SQL makes of the cells, in order; NaN stands for NULL, as in a graph. */
async function bySql(
  steps: readonly Step[],
  cells: readonly Cell[],
  kind: ColumnKind,
): Promise<readonly (number | string)[]> {
  const type = kind === "text" ? sql`varchar` : sql`double`
  const rows: Sql = { text: cells.map((cell, i) => sql`(${i}, ${cell}::${type})`.text).join(", ") }
  const { expression } = applySql(steps, { expression: sql`x`, kind }, { rowOrder: sql`i` })
  const found = await engine.query(sql`select ${expression} from (values ${rows}) t(i, x) order by i`)
  return found.map(([value]) =>
    value === null ? (typeof cells[0] === "string" ? "" : NaN) : (value as number | string),
  ) // of these types
}

async function byGraph(
  steps: readonly Step[],
  cells: readonly Cell[],
  dtype: Dtype,
): Promise<readonly (number | string)[]> {
  const graph = new Graph("transforms")
  const isText = dtype === "string"
  const input = graph.input("x", dtype, ["batch"])
  const output = applyGraph(steps, input)
  if (output === input) return cells.map((cell) => cell ?? (isText ? "" : NaN))
  graph.output("y", output)
  const session = await InferenceSession.create(encodeModel(graph))
  const feed = isText
    ? new Tensor(
        "string",
        cells.map((cell) => String(cell ?? "")),
        [cells.length],
      )
    : new Tensor(
        "float32",
        Float32Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))),
        [cells.length],
      )
  const { y } = await session.run({ x: feed })
  return Array.from(y!.data as ArrayLike<number | string>) // of these types
}

function expectSame(found: readonly (number | string)[], expected: readonly (number | string)[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) {
    if (typeof value === "string" || !Number.isFinite(value)) expect(found[i]).toEqual(value)
    else expect(Math.abs(Number(found[i]) - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)))
  }
}

describe("transforms", () => {
  it("are all listed: a file each", () => {
    const files = readdirSync(new URL("../../packages/core/src/transforms", import.meta.url))
    const others = new Set(["index.ts", "transform.ts"])
    const types = files
      .filter((file) => !others.has(file) && !file.endsWith(".test.ts"))
      .map((file) => file.replace(".ts", "").replaceAll("-", "_"))
    expect(Object.keys(transforms).toSorted()).toEqual(types.toSorted())
    for (const [type, transform] of Object.entries(transforms)) expect(transform.type).toBe(type)
  })
  for (const [type, examples] of Object.entries(uses)) {
    describe(type, () => {
      for (const { step, sqlOnly } of examples) {
        const isText = textSteps.has(step.type)
        const cells: readonly Cell[] = step.type === "log1p" ? positive : isText ? texts : numbers
        it(`${JSON.stringify(step)}: the graph is as SQL`, async ({ skip }) => {
          if (sqlOnly !== undefined) skip(sqlOnly)
          expectSame(
            await byGraph([step], cells, isText ? "string" : "float32"),
            await bySql([step], cells, isText ? "text" : "float"),
          )
        })
        if (inverseSteps([step]).length > 0) {
          it(`${JSON.stringify(step)}: the way back`, async () => {
            const there = cells.filter((cell) => cell !== null && Number(cell) > -2 && Number(cell) < 3)
            const back = [step, ...inverseSteps([step])]
            expectSame(await bySql(back, there, "float"), there as readonly number[])
            expectSame(await byGraph(back, there, "float32"), there as readonly number[])
          })
        }
      }
    })
  }
  it("work in a chain", async () => {
    const steps: readonly Step[] = [
      { type: "parse_number" },
      { type: "fill_missing", value: 0.5 },
      { type: "null_outliers", lower: -2, upper: 10 },
      { type: "fill_missing", value: 1 },
      { type: "log1p" },
      { type: "affine", subtract: 0.7, divide: 0.4 },
      { type: "soft_clip", limit: 3 },
    ]
    expectSame(await byGraph(steps, positive, "float32"), await bySql(steps, positive, "float"))
  })
})

describe("parse_number", () => {
  it.each<[string, readonly (string | null)[], readonly number[]]>([
    ["numbers as people write them", ["1", " 2.5 ", "+3", "-.5", "1e3", "\t4"], [1, 2.5, 3, -0.5, 1000, 4]],
    [
      "what says that there is none",
      [null, "", "  ", "nan", "NAN", "inf", "-Infinity", "+INF"],
      Array.from({ length: 8 }, () => NaN),
    ],
  ])("%s", async (_, cells, expected) => {
    expect(await bySql([{ type: "parse_number" }], ["0", ...cells].slice(0), "text")).toEqual([
      0,
      ...expected.map((value) => (Number.isNaN(value) ? "" : value)),
    ])
  })
  it("marks what it cannot read", async () => {
    expect(await bySql([{ type: "parse_number" }], ["abc", "1,5", "1 2", "0x10", "1e300", "--1"], "text")).toEqual(
      Array.from({ length: 6 }, () => NaN),
    )
  })
})

describe("parse_text", () => {
  it("trims, and takes blanks for missing values", async () => {
    expect(await bySql([{ type: "parse_text" }], ["a", " b ", "\tc\n", "d e", "", " ", " é "], "text")).toEqual([
      "a",
      "b",
      "c",
      "d e",
      "",
      "",
      "é",
    ])
  })
  it("writes whole numbers without a fraction", async () => {
    expect(await bySql([{ type: "parse_text" }], [1, -2, 0.1, 1e20, 123456789012], "float")).toEqual([
      "1",
      "-2",
      "0.1",
      "1e+20",
      "123456789012",
    ])
  })
})
