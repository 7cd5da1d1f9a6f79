// The quality of boosted trees beside LightGBM's and XGBoost's, each tenth of a small table held out once: one tenth alone says little.
// usage: PEER_PYTHON=… node --conditions=source bench/trees/folds.ts --wine wine_quality.csv [--tables wine_quality]
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { measureCommand } from "../support/command.ts"
import { machineLines } from "../support/machine.ts"
import { cpuOnly, peerPython, peerVersions } from "../support/peer.ts"
import { table, type Cell } from "../support/table.ts"
import { birdstrikes, wine, writeTable, type TableSpec } from "./tables.ts"

const { values } = parseArgs({
  options: {
    wine: { type: "string" },
    tables: { type: "string", default: "" },
  },
})
const python = peerPython()
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const wanted = values.tables.split(",").filter(Boolean)
const tables: readonly ((fold: number) => TableSpec)[] = [
  ...(values.wine === undefined ? [] : [(fold: number) => wine(values.wine!, fold)]),
  birdstrikes,
].filter((spec) => wanted.length === 0 || wanted.includes(spec(0).name))

const contestants = {
  Fidelio: [process.execPath, "--conditions=source", pathOf("fidelio.ts")],
  LightGBM: [python, pathOf("peers.py"), "lightgbm"],
  XGBoost: [python, pathOf("peers.py"), "xgboost"],
} as const

async function qualityOf(contestant: readonly string[], folder: string): Promise<number> {
  const [command, ...words] = [...contestant, folder, "1", "200", "31", "0.1"]
  const { output } = await measureCommand({ command, words, environment: cpuOnly })
  return (JSON.parse(output.trim().split("\n").at(-1) ?? "") as { quality: number }).quality // what all print last
}

const meanOf = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length

/** The standard deviation of the mean. */
const errorOf = (list: readonly number[]): number => {
  const mean = meanOf(list)
  return Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1) / list.length)
}

const folds = Array.from({ length: 10 }, (_, fold) => `fold ${fold + 1}`)
console.log(`${machineLines(peerVersions(python, ["lightgbm", "xgboost-cpu"]))}\n`)
const rows: (readonly Cell[])[] = []
for (const spec of tables) {
  const found = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]))
  for (let fold = 0; fold < 10; fold++) {
    console.error(`${spec(fold).name}, fold ${fold + 1} of 10`)
    const folder = mkdtempSync(join(tmpdir(), "fidelio-folds-"))
    const { folder: path } = await writeTable(spec(fold), folder)
    for (const [name, contestant] of Object.entries(contestants))
      found.get(name)?.push(await qualityOf(contestant, path))
    rmSync(folder, { recursive: true })
  }
  const ours = found.get("Fidelio")!
  for (const [name, list] of found) {
    const shares = ours.map((value, fold) => 100 * (value / list[fold]! - 1))
    const figures = [meanOf(list).toFixed(5), ...[meanOf(shares), errorOf(shares)].map((share) => share.toFixed(2))]
    rows.push([spec(0).name, name, ...figures, ...list.map((value) => value.toFixed(4))])
  }
}
console.log(table(["table", "who", "mean", "Fidelio's more, %", "± its error", ...folds], rows))
