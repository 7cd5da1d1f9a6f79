// How `fidelio train` grows with rows, columns and width: seconds for the data, steps a second, peak memory.
// usage: node --conditions=source bench/scale/scale.ts [--most 100] [--only rows,columns,width]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { measureCommand } from "../support/command.ts"
import { fidelio } from "../support/fidelio.ts"
import { machineLines } from "../support/machine.ts"
import { table, times, type Cell } from "../support/table.ts"

const { values } = parseArgs({
  options: { most: { type: "string", default: "100" }, only: { type: "string", default: "rows,columns,width" } },
})

interface Size {
  readonly rows: number
  readonly columns: number
  readonly width: number
}

const start: Size = { rows: 10_000, columns: 10, width: 64 }
const batchSize = 128
/** Steps are as many as these multiply-adds allow: at least some, for a speed, at most so many that all is soon done. */
const work = 1e12
const [fewest, most] = [20, 2_000]

function stepsOf({ columns, width }: Size): number {
  const perStep = 3 * batchSize * (columns * width + width * width)
  return Math.max(fewest, Math.min(most, Math.round(work / perStep)))
}

async function writeRandomTable(path: string, { rows, columns }: Size): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const numbers = Array.from({ length: columns }, (_, i) => `round(random(), 5) as x${i}`)
  await connection.run("select setseed(0.5)")
  await connection.run(`create table numbers as select ${numbers.join(", ")} from range(${rows})`)
  await connection.run(`copy (select *, x0 + x1 * x1 > 0.8 as y from numbers) to '${path}' (format csv, header)`)
  connection.closeSync()
  instance.closeSync()
}

const configOf = (size: Size): object => ({
  input_features: Array.from({ length: size.columns }, (_, i) => ({ name: `x${i}`, type: "number" })),
  output_features: [{ name: "y", type: "binary" }],
  combiner: { type: "concat", num_fc_layers: 2, output_size: size.width },
  trainer: { batch_size: batchSize, train_steps: stepsOf(size), early_stop: -1 },
})

interface TrainEvents {
  readonly dataSeconds: number
  readonly stepsPerSecond: number
  readonly steps: number
}

/** Reads the lines of `fidelio train --json`. */
function readEvents(output: string): TrainEvents {
  const events = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { event: string; seconds?: number; stepsPerSecond?: number; steps?: number }) // the command's
  const last = (name: string) => events.findLast(({ event }) => event === name)
  return {
    dataSeconds: last("data_ready")?.seconds ?? NaN,
    stepsPerSecond: last("steps_done")?.stepsPerSecond ?? NaN,
    steps: last("train_end")?.steps ?? NaN,
  }
}

async function measure(size: Size): Promise<readonly Cell[]> {
  const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  try {
    await writeRandomTable(join(directory, "data.csv"), size)
    writeFileSync(join(directory, "config.yaml"), JSON.stringify(configOf(size)))
    const words = ["train", "--config", "config.yaml", "--dataset", "data.csv", "--json", "--skip_save_processed_input"]
    const { seconds, megabytes, output } = await measureCommand({ ...fidelio(...words), directory })
    const { dataSeconds, stepsPerSecond, steps } = readEvents(output)
    return [dataSeconds, steps, stepsPerSecond, seconds, megabytes]
  } finally {
    rmSync(directory, { recursive: true })
  }
}

console.log(`${machineLines()}\n`)
/** How far each is taken: a network a hundred times as wide has ten thousand times the work. */
const farthest = { rows: 100, columns: 100, width: 10 }
const rows: (readonly Cell[])[] = []
for (const axis of ["rows", "columns", "width"] as const) {
  const factors = [1, 10, 100].filter((factor) => factor <= Math.min(farthest[axis], Number(values.most)))
  if (!values.only.split(",").includes(axis)) continue
  for (const factor of factors) {
    const size = { ...start, [axis]: start[axis] * factor }
    const figures = await measure(size)
    console.error(`  ${axis} ${times(factor)}: ${figures.join(", ")}`)
    rows.push([`${axis} ${size[axis].toLocaleString("en-US")}`, ...figures])
  }
}
console.log(
  `Beside what grows: ${start.rows} rows, ${start.columns} columns, two layers of ${start.width}, batches of ${batchSize}.\n`,
)
console.log(table(["what grows", "data s", "steps", "steps a s", "whole s", "MB"], rows))
