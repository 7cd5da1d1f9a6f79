// Boosted trees beside LightGBM and XGBoost: the same rows, rounds, leaves, bins and threads; whole processes, and their fits alone.
// usage: PEER_PYTHON=… node --conditions=source bench/trees/trees.ts --adult adult.csv --wine wine_quality.csv [--rounds 3] [--threads 1,2] [--tables adult,flights-3m]
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { measureCommand } from "../support/command.ts"
import { interleave, medianOf, othersLine } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { cpuOnly, peerPython, peerVersions } from "../support/peer.ts"
import { ratio, table, times, type Cell } from "../support/table.ts"
import { adult, birdstrikes, flights, wine, writeTable, type TableSpec } from "./tables.ts"

const { values } = parseArgs({
  options: {
    adult: { type: "string" },
    wine: { type: "string" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "1,2" },
    tables: { type: "string", default: "" },
    leaves: { type: "string", default: "31" },
    trees: { type: "string", default: "200" },
    "no-peer": { type: "boolean", default: false },
  },
})
const python = values["no-peer"] ? undefined : peerPython()
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "fidelio-trees-"))
const wanted = values.tables.split(",").filter(Boolean)
const tables: readonly TableSpec[] = [
  ...(values.adult === undefined ? [] : [adult(values.adult)]),
  ...(values.wine === undefined ? [] : [wine(values.wine)]),
  birdstrikes(),
  flights,
].filter(({ name }) => wanted.length === 0 || wanted.includes(name))

interface Run extends Record<string, number | undefined> {
  readonly seconds: number
  readonly cpu: number | undefined
  readonly fit: number
  readonly predict: number
  readonly quality: number
  readonly MB: number | undefined
  readonly others: number | undefined
}

async function run(command: string, words: readonly string[]): Promise<Run> {
  const environment = { ...cpuOnly, NODE_COMPILE_CACHE: join(folder, "compiled") }
  const result = await measureCommand({ command, words, environment })
  const printed = JSON.parse(result.output.trim().split("\n").at(-1) ?? "") as Pick<Run, "fit" | "predict" | "quality"> // what all print last
  const { seconds, cpuSeconds, megabytes, others } = result
  return { ...printed, seconds, cpu: cpuSeconds, MB: megabytes, others }
}

console.log(`${machineLines(python === undefined ? {} : peerVersions(python, ["lightgbm", "xgboost-cpu"]))}\n`)
const rows: (readonly Cell[])[] = []
const header = [
  "table",
  "threads",
  "who",
  "process s",
  "ratio",
  "fit s",
  "ratio",
  "predict s",
  "CPU s",
  "MB",
  "quality",
]
try {
  for (const spec of tables) {
    const { folder: path } = await writeTable(spec, folder)
    for (const threads of values.threads.split(",")) {
      console.error(`${spec.name}, ${threads} threads`)
      const words = [path, threads, values.trees, values.leaves, "0.1"]
      const results = await interleave<Run>(
        {
          Fidelio: () => run(process.execPath, ["--conditions=source", pathOf("fidelio.ts"), ...words]),
          ...(python === undefined
            ? {}
            : {
                LightGBM: () => run(python, [pathOf("peers.py"), "lightgbm", ...words]),
                XGBoost: () => run(python, [pathOf("peers.py"), "xgboost", ...words]),
              }),
        },
        Number(values.rounds),
      )
      const ours = results.get("Fidelio")
      for (const [who, runs] of results) {
        const share = (figure: "seconds" | "fit"): string =>
          times(ratio(medianOf(ours, figure), medianOf(runs, figure)))
        const middle = (figure: keyof Run): number | undefined => medianOf(runs, figure)
        const quality = middle("quality")?.toFixed(5)
        const start = [spec.name, threads, who, middle("seconds"), share("seconds"), middle("fit"), share("fit")]
        rows.push([...start, middle("predict"), middle("cpu"), middle("MB"), quality])
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(table(header, rows))
console.log(
  "\nRatios are Fidelio's time as a multiple of each one's. Quality: AUC (adult), RMSE (wine, flights), log-loss (birdstrikes).",
)
console.log(othersLine())
