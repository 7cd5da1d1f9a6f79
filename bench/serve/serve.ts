// `fidelio serve` under load: rate and latency beside Ludwig's server and FastAPI, batches, start, memory, overload.
// usage: PEER_PYTHON=… LUDWIG_PYTHON=… node --conditions=source bench/serve/serve.ts --adult adult.csv --titanic titanic.csv
//        [--parts single,steady,batch,start,overload] [--rounds 3] [--seconds 5] [--no-peer]
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { tasks } from "../experiment/configs.ts"
import { othersLine } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { peerPython, peerVersions } from "../support/peer.ts"
import { exportModel, trainFidelio, trainLudwig } from "./models.ts"
import { batches } from "./parts/batches.ts"
import { overload } from "./parts/overload.ts"
import { singleRows } from "./parts/single-rows.ts"
import { startAndMemory } from "./parts/start-and-memory.ts"
import { steady } from "./parts/steady.ts"
import type { Peers, Subject } from "./parts/subject.ts"
import { readRows } from "./requests.ts"

const { values } = parseArgs({
  options: {
    adult: { type: "string" },
    titanic: { type: "string" },
    parts: { type: "string", default: "single,steady,batch,start,overload" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    "no-peer": { type: "boolean", default: false },
  },
})
const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds) }
const peers: Peers | undefined = values["no-peer"]
  ? undefined
  : { python: peerPython(), ludwigPython: peerPython("LUDWIG_PYTHON") }

const parts = {
  single: singleRows,
  steady,
  batch: batches,
  start: startAndMemory,
  overload,
} as const

const versions = (): Readonly<Record<string, string>> =>
  peers === undefined
    ? {}
    : {
        ...peerVersions(peers.python, ["fastapi", "uvicorn", "onnxruntime"]),
        ...peerVersions(peers.ludwigPython, ["ludwig", "torch"]),
      }

async function prepare(directory: string): Promise<readonly Subject[]> {
  const subjects: Subject[] = []
  for (const task of tasks) {
    const source = task.name === "adult" ? values.adult : values.titanic
    if (source === undefined) continue
    const options = (kind: string) => ({ task, source, directory: join(directory, `${task.name}-${kind}`) })
    const plain = await trainFidelio(options("plain"), "plain")
    subjects.push({
      name: task.name,
      rows: await readRows(task, source, 2000),
      plain,
      concat: await trainFidelio(options("concat"), "concat"),
      exported: await exportModel(plain),
      ludwig: peers === undefined ? undefined : await trainLudwig(options("ludwig"), peers.ludwigPython),
    })
  }
  return subjects
}

const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
try {
  console.log(`${machineLines(versions())}\n`)
  const subjects = await prepare(directory)
  for (const [name, measure] of Object.entries(parts)) {
    if (values.parts.split(",").includes(name)) console.log(`${await measure({ subjects, peers, ...settings })}\n`)
  }
  console.log(othersLine())
} finally {
  rmSync(directory, { recursive: true })
}
