// Whole `experiment` commands of Fidelio and Ludwig with the same config: wall time, peak memory, accuracy on the test rows.
// usage: PEER_PYTHON=… node --conditions=source bench/experiment/experiment.ts --adult adult.csv --titanic titanic.csv
//        [--rounds 3] [--kinds concat,plain] [--no-peer]
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { measureCommand, type Command } from "../support/command.ts"
import { fidelio } from "../support/fidelio.ts"
import { interleave, medianOf, othersLine } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { cpuOnly, peerPython, peerVersions } from "../support/peer.ts"
import { ratio, table, times, type Cell } from "../support/table.ts"
import { configOf, tasks, writeTable, type ConfigKind, type Task } from "./configs.ts"

const { values } = parseArgs({
  options: {
    adult: { type: "string" },
    titanic: { type: "string" },
    rounds: { type: "string", default: "3" },
    kinds: { type: "string", default: "concat" },
    "no-peer": { type: "boolean", default: false },
  },
})
const rounds = Number(values.rounds)
const kinds = values.kinds.split(",").map((kind): ConfigKind => (kind === "plain" ? "plain" : "concat"))
const python = values["no-peer"] ? undefined : peerPython()

type Run = {
  readonly seconds: number
  readonly cpu: number | undefined
  readonly others: number | undefined
  readonly MB: number | undefined
  readonly accuracy: number | undefined
}

/** The share of test rows that are right, under the name that each project gives it. */
function testAccuracy(directory: string, target: string): number | undefined {
  const path = join(directory, "results", "experiment_run", "test_statistics.json")
  const statistics = (JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, number>>)[target]
  return statistics?.["accuracy_micro"] ?? statistics?.["accuracy"]
}

/** Runs a command in a folder of its own that holds nothing but config and table: nothing cached is found. */
async function runAlone(
  command: Command,
  task: Task,
  files: { readonly table: string; readonly config: object },
): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  try {
    copyFileSync(files.table, join(directory, "data.csv"))
    writeFileSync(join(directory, "config.yaml"), JSON.stringify(files.config))
    const { seconds, cpuSeconds, megabytes, others } = await measureCommand({ ...command, directory })
    return { seconds, cpu: cpuSeconds, others, MB: megabytes, accuracy: testAccuracy(directory, task.target.name) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const words = [
  "experiment",
  "--config",
  "config.yaml",
  "--dataset",
  "data.csv",
  "--output_directory",
  "results",
] as const

async function compare(task: Task, source: string, kind: ConfigKind): Promise<readonly Cell[]> {
  console.error(`${task.name}, ${kind}`)
  const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  const files = { table: join(directory, "data.csv"), config: configOf(task, kind) }
  await writeTable(task, source, files.table)
  const ludwig = (interpreter: string): Command => ({
    command: interpreter,
    words: ["-m", "ludwig.cli", ...words],
    environment: cpuOnly,
  })
  const results = await interleave<Run>(
    {
      Fidelio: () => runAlone(fidelio(...words), task, files),
      ...(python === undefined ? {} : { Ludwig: () => runAlone(ludwig(python), task, files) }),
    },
    rounds,
  )
  rmSync(directory, { recursive: true })
  const ours = results.get("Fidelio")
  const theirs = results.get("Ludwig")
  return [
    `${task.name}, ${kind}`,
    medianOf(ours, "seconds"),
    medianOf(theirs, "seconds"),
    times(ratio(medianOf(theirs, "seconds"), medianOf(ours, "seconds"))),
    medianOf(ours, "cpu"),
    medianOf(theirs, "cpu"),
    medianOf(ours, "MB"),
    medianOf(theirs, "MB"),
    times(ratio(medianOf(theirs, "MB"), medianOf(ours, "MB"))),
    medianOf(ours, "accuracy")?.toFixed(4),
    medianOf(theirs, "accuracy")?.toFixed(4),
  ]
}

console.log(`${machineLines(python === undefined ? {} : peerVersions(python, ["ludwig", "torch"]))}\n`)
const rows: (readonly Cell[])[] = []
for (const task of tasks) {
  const source = task.name === "adult" ? values.adult : values.titanic
  if (source === undefined) continue
  for (const kind of kinds) rows.push(await compare(task, source, kind))
}
const header = [
  "experiment",
  "s",
  "Ludwig s",
  "less time",
  "CPU s",
  "Ludwig CPU s",
  "MB",
  "Ludwig MB",
  "less memory",
  "accuracy",
  "Ludwig accuracy",
]
console.log(table(header, rows))
console.log(othersLine())
