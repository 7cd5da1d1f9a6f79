// Trees from rows in files: whole `fidelio train` commands on a table of random numbers, with rows in memory and in files; seconds,
// peak memory, and whether both made the same model.
// usage: node --conditions=source bench/trees/external.ts [--rows 10000000] [--columns 60] [--rounds 10] [--only true]
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { measureCommand } from "../support/command.ts"
import { fidelio } from "../support/fidelio.ts"
import { machineLines } from "../support/machine.ts"
import { table, type Cell } from "../support/table.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    columns: { type: "string", default: "60" },
    rounds: { type: "string", default: "10" },
    only: { type: "string" },
  },
})
const [rows, columns] = [Number(values.rows), Number(values.columns)]
const directory = mkdtempSync(join(tmpdir(), "fidelio-external-"))

async function writeTable(): Promise<number> {
  const path = join(directory, "data.parquet")
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "2GB", temp_directory: directory })
  const connection = await instance.connect()
  const numbers = Array.from({ length: columns }, (_, i) => `round(random(), 3)::float as x${i}`)
  await connection.run("select setseed(0.5)")
  await connection.run(
    `copy (select *, sin(6 * x0) + x1 * x2 + (x3 > 0.7)::int + 0.3 * random() as y from (select ${numbers.join(", ")} from range(${rows})))
     to '${path}' (format parquet, row_group_size 50000)`,
  )
  connection.closeSync()
  instance.closeSync()
  return statSync(path).size
}

const configOf = (external: boolean): object => ({
  model_type: "gbm",
  input_features: Array.from({ length: columns }, (_, i) => ({ name: `x${i}`, type: "number" })),
  output_features: [{ name: "y", type: "number", preprocessing: { normalization: null } }],
  trainer: { num_boost_round: Number(values.rounds), boosting_rounds_per_checkpoint: 5, external_memory: external },
})

async function measure(external: boolean): Promise<readonly Cell[]> {
  const name = external ? "files" : "memory"
  writeFileSync(join(directory, "config.json"), JSON.stringify(configOf(external)))
  const options = ["--output_directory", name, "--skip_save_processed_input", "--json"]
  const words = ["train", "--config", "config.json", "--dataset", "data.parquet", ...options]
  const { seconds, cpuSeconds, megabytes, others, output } = await measureCommand({ ...fidelio(...words), directory })
  const events = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { event: string; seconds?: number }) // the command's
  const read = events.find(({ event }) => event === "data_ready")?.seconds
  const weights = readFileSync(join(directory, name, "experiment_run", "model", "model_weights.safetensors"))
  const model = createHash("sha256").update(weights).digest("hex").slice(0, 12)
  rmSync(join(directory, name), { recursive: true })
  return [name, seconds, read, cpuSeconds, megabytes, others, model]
}

try {
  console.log(`${machineLines()}\n`)
  const bytes = await writeTable()
  const megabytes = (size: number): string => `${Math.round(size / 1e6).toLocaleString("en")} MB`
  const encoded = rows * columns * 4
  console.log(
    `${rows} rows of ${columns} numbers: Parquet ${megabytes(bytes)}, encoded ${megabytes(encoded)}, bins ${megabytes(encoded / 4)}.\n`,
  )
  const wanted = values.only === undefined ? [false, true] : [values.only === "true"]
  const results: (readonly Cell[])[] = []
  for (const external of wanted) results.push(await measure(external))
  console.log(table(["rows in", "s", "of which data", "CPU s", "MB", "others busy", "model"], results))
} finally {
  rmSync(directory, { recursive: true })
}
