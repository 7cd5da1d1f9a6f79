// What it takes to look into an uploaded table: a very wide and a very long CSV of random cells, its columns stacked and side by side.
// usage: node --conditions=source bench/hub/profile.ts [--rounds 3] [--columns 5000] [--rows 3000000]
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { DataEngine, profileTable } from "@fidelio/engine"
import { measureCommand } from "../support/command.ts"
import { interleave, medianOf, othersLine, type Figures } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { table } from "../support/table.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    columns: { type: "string", default: "5000" },
    rows: { type: "string", default: "3000000" },
    look: { type: "string" },
    beside: { type: "boolean", default: false },
  },
})

/** One look, as the hub's process for it takes it. */
async function look(path: string): Promise<void> {
  await using engine = await DataEngine.open({ threads: 2, memoryLimit: "2GB" })
  await profileTable(engine, path, values.beside ? { stackedRows: 0 } : {})
}

interface Size {
  readonly rows: number
  readonly columns: number
}

/** Numbers with four digits and with one, words; one cell in fifty is empty. */
function* randomLines({ rows, columns }: Size): Generator<string> {
  let state = 1
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const cell = (column: number): string => {
    if (random() < 0.02) return ""
    if (column % 5 === 4) return `v${Math.floor(random() * 12)}`
    return column % 5 === 3 ? String(Math.floor(random() * 9)) : (random() * 200 - 100).toFixed(4)
  }
  yield `${Array.from({ length: columns }, (_, column) => `c${column}`).join(",")}\n`
  for (let row = 0; row < rows; row++)
    yield `${Array.from({ length: columns }, (_, column) => cell(column)).join(",")}\n`
}

const script = fileURLToPath(import.meta.url)

async function measure(...words: readonly string[]): Promise<Figures> {
  const command = { command: process.execPath, words: ["--conditions=source", script, ...words] }
  const { seconds, cpuSeconds, megabytes, others } = await measureCommand(command)
  return { seconds, cpu: cpuSeconds, MB: megabytes, others }
}

async function compare(): Promise<void> {
  const lines = machineLines()
  const directory = mkdtempSync(join(tmpdir(), "fidelio-profile-"))
  const sizes = [
    { rows: 1_000, columns: Number(values.columns) },
    { rows: Number(values.rows), columns: 8 },
  ]
  try {
    const paths = sizes.map(({ columns }) => join(directory, `${columns}.csv`))
    for (const [i, size] of sizes.entries())
      await pipeline(Readable.from(randomLines(size)), createWriteStream(paths[i]!))
    const [wide = "", long = ""] = paths
    const contestants = {
      "as it comes": () => measure("--look", wide),
      "side by side": () => measure("--look", wide, "--beside"),
      "as it comes, long": () => measure("--look", long),
    }
    const results = await interleave(contestants, Number(values.rounds))
    const rows = [...results].map(([name, runs], i) => {
      const { rows, columns } = sizes[i < 2 ? 0 : 1]!
      const bytes = statSync(paths[i < 2 ? 0 : 1]!).size
      const figures = (["seconds", "cpu", "MB"] as const).map((figure) => medianOf(runs, figure))
      return [rows, String(columns), bytes / 1e6, name.replace(", long", ""), ...figures]
    })
    const header = ["rows", "columns", "MB of CSV", "columns read", "seconds", "processor seconds", "peak, MB"]
    console.log(`${lines}\n\n${table(header, rows)}${othersLine()}`)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

await (values.look === undefined ? compare() : look(values.look))
