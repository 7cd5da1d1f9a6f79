// What plain configs reach on many tables: the mean over seeds of each test metric.
// usage: node --conditions=source bench/quality/run.ts [--data FOLDER] [--seeds 5] [--first-seed 42] [--export FOLDER] [--with JSON] [table…]
//   --data    where adult.csv, titanic.csv and wine_quality.csv are; without it they are left out
//   --export  writes the tables with their splits for peers.py, and trains nothing
//   --with    settings that the recipe is changed by, to try them
import { parseArgs } from "node:util"
import { machineLines } from "../support/machine.ts"
import { table as markdown, type Cell } from "../support/table.ts"
import { exportTable } from "./export.ts"
import { measure, metricsOf, type Figures } from "./measure.ts"
import { tables } from "./tables/index.ts"
import { rowsOf, type QualityTable } from "./tables/table.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    seeds: { type: "string", default: "5" },
    "first-seed": { type: "string", default: "42" },
    export: { type: "string" },
    with: { type: "string" },
  },
})
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values["first-seed"]) + i)
const tried = values.with === undefined ? undefined : (JSON.parse(values.with) as Record<string, unknown>) // a person's JSON
const unknown = positionals.filter((name) => !tables.has(name))
if (unknown.length > 0) throw new Error(`No table ${unknown.join(", ")}; there are ${[...tables.keys()].join(", ")}.`)

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const deviation = (numbers: readonly number[]): number =>
  numbers.length < 2
    ? 0
    : Math.sqrt(mean(numbers.map((value) => (value - mean(numbers)) ** 2)) * (numbers.length / (numbers.length - 1)))

function row(table: QualityTable, metric: string, runs: readonly Figures[]): readonly Cell[] {
  const of = (figure: string): readonly number[] => runs.map((run) => run[figure] ?? Number.NaN)
  return [
    table.name,
    String(rowsOf(table)),
    table.type,
    metric,
    mean(of(metric)).toFixed(4),
    deviation(of(metric)).toFixed(4),
    `${mean(of("best_epoch")).toFixed(0)}/${mean(of("epochs")).toFixed(0)}`,
    mean(of("steps")).toFixed(0),
    mean(of("seconds")).toFixed(1),
  ]
}

const rows: (readonly Cell[])[] = []
for (const name of positionals.length > 0 ? positionals : tables.keys()) {
  const table = await tables.get(name)?.(values.data)
  if (table === undefined) continue
  if (values.export !== undefined) {
    exportTable(table, values.export, seeds)
    continue
  }
  const runs: Figures[] = []
  for (const seed of seeds) {
    const figures = await measure(table, seed, tried)
    runs.push(figures)
    console.error(JSON.stringify({ name, seed, ...figures }))
  }
  for (const metric of metricsOf(table)) rows.push(row(table, metric, runs))
}
if (values.export === undefined) {
  console.log(`${machineLines()}\n`)
  console.log(markdown(["table", "rows", "target", "metric", "mean", "std", "epochs best/run", "steps", "s"], rows))
}
