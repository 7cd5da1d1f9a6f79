// How boosting grows with rows, columns and leaves: processor time to bin and of a round, memory of rows and histograms. Each size in a process of its own.
// usage: node --conditions=source bench/trees/growth.ts
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { binColumns } from "../../packages/core/src/trees/bins/bin-columns.ts"
import type { TreeColumn } from "../../packages/core/src/trees/bins/column.ts"
import { createBooster } from "../../packages/core/src/trees/booster.ts"
import { treeObjective } from "../../packages/core/src/trees/objectives/index.ts"
import { boosterSettings } from "../../packages/core/src/trees/settings.ts"
import { TreeMemory } from "../../packages/core/src/trees/wasm/tree-memory.ts"
import { machineLines } from "../support/machine.ts"
import { table, type Cell } from "../support/table.ts"

interface Size {
  readonly rows: number
  readonly columns: number
  readonly leaves: number
}

interface Measured {
  /** Processor seconds. */
  readonly bin: number
  /** Processor milliseconds, the mean of twenty after five that compile. */
  readonly round: number
  readonly megabytes: number
}

const start: Size = { rows: 100_000, columns: 20, leaves: 31 }
const sizes: readonly Size[] = [
  ...[1_000, 10_000, 100_000, 1_000_000].map((rows) => ({ ...start, rows })),
  ...[5, 80, 320].map((columns) => ({ ...start, columns })),
  ...[7, 127, 511].map((leaves) => ({ ...start, leaves })),
]

const own = process.argv[2]
if (own === undefined) compare()
else console.log(JSON.stringify(measure(JSON.parse(own) as Size)))

function compare(): void {
  const rows = sizes.map((size): Cell[] => {
    const words = ["--conditions=source", fileURLToPath(import.meta.url), JSON.stringify(size)]
    const { bin, round, megabytes } = JSON.parse(
      execFileSync(process.execPath, words, { encoding: "utf8" }),
    ) as Measured
    return [size.rows.toLocaleString("en-US"), size.columns, String(size.leaves), bin, round, megabytes]
  })
  console.log(machineLines())
  console.log(table(["rows", "columns", "leaves", "bin, CPU s", "round, CPU ms", "MB"], rows))
}

function measure({ rows, columns, leaves }: Size): Measured {
  const random = generator()
  const given: TreeColumn[] = Array.from({ length: columns }, () => ({
    kind: "number",
    values: Float32Array.from({ length: rows }, random),
  }))
  const [first, second] = given
  const targets = Float32Array.from({ length: rows }, (_, i) => {
    const [a = 0, b = 0] = [first?.values[i], second?.values[i]]
    return Math.sin(6 * a) + b * b + 0.3 * random()
  })
  const before = process.memoryUsage().rss
  const settings = boosterSettings({ num_leaves: leaves, max_depth: -1, bagging_fraction: 1, feature_fraction: 1 })
  const bin = seconds(() => binColumns(given, settings, new TreeMemory(false)))
  const objective = treeObjective("squared_error")
  const booster = createBooster({ columns: bin.result, targets, classes: 1, objective, settings })
  const run = (count: number) => () => {
    for (let round = 0; round < count; round++) booster.round()
  }
  run(5)()
  const round = seconds(run(20)).cpu * 50
  return { bin: bin.cpu, round, megabytes: (process.memoryUsage().rss - before) / 1e6 }
}

function seconds<R>(work: () => R): { readonly cpu: number; readonly result: R } {
  const { user, system } = process.cpuUsage()
  const result = work()
  const spent = process.cpuUsage({ user, system })
  return { cpu: (spent.user + spent.system) / 1e6, result }
}

/** Numbers between 0 and 1, the same in every run. */
function generator(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
