// CSV of 3 million rows → encoded columns against pandas and scikit-learn: whole processes; and a table five times the database's memory.
// usage: PEER_PYTHON=… node --conditions=source bench/data/data.ts [--rounds 5] [--no-peer] [--limit 200MB] [--no-large]
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { measureCommand } from "../support/command.ts"
import { interleave, medianOf, othersLine } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { peerPython, peerVersions } from "../support/peer.ts"
import { keeps, ratio, show, table, times, type Cell } from "../support/table.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    limit: { type: "string", default: "200MB" },
    "no-peer": { type: "boolean", default: false },
    "no-large": { type: "boolean", default: false },
  },
})
const python = values["no-peer"] ? undefined : peerPython()
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const flights = pathOf("../../node_modules/vega-datasets/data/flights-3m.parquet")
const limits = { time: 0.4, memory: 0.5 }
const timesLimit = 5

type Run = {
  readonly seconds: number
  readonly cpu: number | undefined
  readonly others: number | undefined
  readonly MB: number | undefined
}

async function run(
  command: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { seconds, cpuSeconds, megabytes, others } = await measureCommand({ command, words, environment })
  return { seconds, cpu: cpuSeconds, others, MB: megabytes }
}

/** Code is compiled once, as the `fidelio` command and Python have it. */
const encode = (...words: readonly string[]): Promise<Run> =>
  run(process.execPath, [pathOf("encode.js"), ...words], {
    NODE_COMPILE_CACHE: join(directory, "compiled"),
  })

/** Writes the flights as CSV, so many times one after the other. */
async function writeFlights(path: string, copies: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const source = `select flights.* from read_parquet('${flights}') flights, range(${copies})`
  await connection.run(`copy (${source}) to '${path}' (format csv, header)`)
  connection.closeSync()
  instance.closeSync()
}

/** One row of the table for each way in which pandas is used. */
async function compare(path: string, mode: "split" | "whole"): Promise<readonly (readonly Cell[])[]> {
  console.error(mode)
  const peer = (interpreter: string, manner: string) => () =>
    run(interpreter, [pathOf("encode.py"), path, mode, manner])
  const results = await interleave<Run>(
    {
      Fidelio: () => encode(path, mode),
      ...(python === undefined ? {} : { pandas: peer(python, "usual"), "pandas, lean": peer(python, "lean") }),
    },
    Number(values.rounds),
  )
  const ours = results.get("Fidelio")
  return ["pandas", "pandas, lean"].map((name) => {
    const theirs = results.get(name)
    const time = ratio(medianOf(ours, "seconds"), medianOf(theirs, "seconds"))
    const memory = ratio(medianOf(ours, "MB"), medianOf(theirs, "MB"))
    return [
      `${mode === "split" ? "fitted on 70 %" : "fitted on all"}, ${name}`,
      medianOf(ours, "seconds"),
      medianOf(theirs, "seconds"),
      times(time),
      keeps(time, limits.time),
      medianOf(ours, "cpu"),
      medianOf(theirs, "cpu"),
      medianOf(ours, "MB"),
      medianOf(theirs, "MB"),
      times(memory),
      keeps(memory, limits.memory),
    ]
  })
}

/** Bytes of `200MB` or `1GB`, as DuckDB reads them. */
function bytesOf(text: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)\s*([KMG])B$/i.exec(text) ?? []
  const scale = { K: 1e3, M: 1e6, G: 1e9 }[unit.toUpperCase()] ?? NaN
  return Number(number) * scale
}

// What is measured is what users run: the packages as they are built.
execFileSync(pathOf("../../node_modules/.bin/tsc"), ["-b", pathOf("../../packages/engine")], { stdio: "inherit" })
const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
try {
  console.log(`${machineLines(python === undefined ? {} : peerVersions(python, ["pandas", "scikit-learn"]))}\n`)
  const path = join(directory, "flights.csv")
  await writeFlights(path, 1)
  const rows = [...(await compare(path, "split")), ...(await compare(path, "whole"))]
  const header = [
    "3 M rows, peer",
    "s",
    "theirs s",
    "ratio",
    `≤ ${limits.time}×`,
    "CPU s",
    "theirs CPU s",
    "MB",
    "theirs MB",
    "ratio",
    `≤ ${limits.memory}×`,
  ]
  console.log(table(header, rows))
  console.log(othersLine())
  if (!values["no-large"]) {
    const copies = Math.ceil((timesLimit * bytesOf(values.limit)) / statSync(path).size)
    await writeFlights(path, copies)
    const { seconds, MB } = await encode(path, "split", values.limit)
    const size = statSync(path).size / bytesOf(values.limit)
    console.log(
      `\n${3 * copies} M rows, a CSV of ${show(statSync(path).size / 1e6)} MB, ${show(size)} times the ${values.limit} that DuckDB may use: ${show(seconds)} s, ${show(MB)} MB`,
    )
  }
} finally {
  rmSync(directory, { recursive: true })
}
