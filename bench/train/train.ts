// Milliseconds a training step of the product's own loop against PyTorch eager, for five networks.
// usage: PEER_PYTHON=… node --conditions=source bench/train/train.ts [--rounds 5] [--no-peer]
import { parseArgs } from "node:util"
import { fileURLToPath } from "node:url"
import { measureCommand } from "../support/command.ts"
import { interleave, medianOf, othersLine } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { cpuOnly, peerPython, peerVersions } from "../support/peer.ts"
import { keeps, ratio, table, times, type Cell } from "../support/table.ts"

interface Network {
  readonly inputs: number
  readonly width: number
  readonly layers: number
  readonly batch: number
  /** Enough of them for some seconds. */
  readonly steps: number
  /** Our time may be this share of PyTorch's. */
  readonly limit: number
}

const networks: readonly Network[] = [
  { inputs: 16, width: 64, layers: 1, batch: 32, steps: 20_000, limit: 0.15 },
  { inputs: 16, width: 128, layers: 2, batch: 128, steps: 5_000, limit: 0.35 },
  { inputs: 64, width: 256, layers: 3, batch: 128, steps: 2_000, limit: 0.75 },
  { inputs: 64, width: 256, layers: 3, batch: 1_024, steps: 500, limit: 0.9 },
  { inputs: 256, width: 1_024, layers: 4, batch: 128, steps: 150, limit: 0.9 },
]

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, "no-peer": { type: "boolean", default: false } },
})
const python = values["no-peer"] ? undefined : peerPython()
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Run extends Record<string, number | undefined> {
  readonly milliseconds: number
  readonly MB: number | undefined
  readonly others: number | undefined
}

/** Runs a program that prints `{"milliseconds": …}`. */
async function run(command: string, words: readonly string[]): Promise<Run> {
  const { output, megabytes, others } = await measureCommand({ command, words, environment: cpuOnly })
  const { milliseconds } = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { milliseconds: number } // what both print last
  return { milliseconds, MB: megabytes, others }
}

console.log(`${machineLines(python === undefined ? {} : peerVersions(python, ["torch"]))}\n`)
const rows: (readonly Cell[])[] = []
for (const { inputs, width, layers, batch, steps, limit } of networks) {
  const name = `${inputs}→${width}${layers === 1 ? "" : `×${layers}`}, batch ${batch}`
  console.error(name)
  const sizes = [inputs, width, layers, batch, steps].map(String)
  const results = await interleave<Run>(
    {
      Fidelio: () => run(process.execPath, ["--conditions=source", pathOf("steps.ts"), ...sizes]),
      ...(python === undefined ? {} : { PyTorch: () => run(python, [pathOf("steps.py"), ...sizes]) }),
    },
    Number(values.rounds),
  )
  const ours = medianOf(results.get("Fidelio"), "milliseconds")
  const theirs = medianOf(results.get("PyTorch"), "milliseconds")
  const share = ratio(ours, theirs)
  rows.push([name, ours, theirs, times(share), times(limit), keeps(share, limit)])
}
console.log(table(["network", "ms a step", "PyTorch ms", "ratio", "at most", "kept"], rows))
console.log(othersLine())
