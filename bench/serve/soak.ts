// `fidelio serve` for minutes under mixed requests, good and bad: memory, errors, and a model replaced under load.
// usage: node --conditions=source bench/serve/soak.ts --titanic titanic.csv [--minutes 10] [--rate 1000]
import { mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { setTimeout as sleep } from "node:timers/promises"
import { tasks } from "../experiment/configs.ts"
import { machineLines } from "../support/machine.ts"
import { table } from "../support/table.ts"
import { fidelioServer } from "./contestants.ts"
import { malformedShots } from "./malformed.ts"
import { trainFidelio } from "./models.ts"
import { inTurn, OpenLoop, percentile, shotsOf, type Answer, type Shot } from "./open-loop.ts"
import { batchRequests, formRequests, readRows, singleRequests, tensorRequests, type Row } from "./requests.ts"
import { startServer, type Server } from "./server.ts"

const { values } = parseArgs({
  options: {
    titanic: { type: "string" },
    minutes: { type: "string", default: "10" },
    rate: { type: "string", default: "1000" },
  },
})
const source = values.titanic
if (source === undefined) throw new Error("--titanic names the CSV of the passengers: see bench/README.md")
const task = tasks.find(({ name }) => name === "titanic")!
const seconds = Number(values.minutes) * 60
const rate = Number(values.rate)
const sampleSeconds = 10
const modelName = "titanic"

/** What came back for one kind of request. */
class Tally {
  readonly latencies: number[] = []
  readonly statuses = new Map<number, number>()
  wrong = 0

  add({ status, milliseconds }: Answer, isRight: boolean): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
    if (this.latencies.length < 1_000_000) this.latencies.push(milliseconds)
    if (!isRight) this.wrong++
  }
}

/** Sixteen good requests of four kinds, then one that is wrong. */
function mixOf(rows: readonly Row[]): () => Shot {
  const single = inTurn(shotsOf("single", singleRequests(rows)))
  const batch = inTurn(shotsOf("100 rows", batchRequests(rows, 100)))
  const tensors = inTurn(shotsOf("tensors", tensorRequests(rows, modelName)))
  const form = inTurn(shotsOf("form", formRequests(rows)))
  const malformed = inTurn(malformedShots(rows[0]!, modelName))
  const kinds = [single, tensors, single, form, single, tensors, single, batch]
  const turn = inTurn([...kinds, ...kinds, malformed])
  return () => turn()()
}

const isRight = ({ shot, status }: Answer): boolean =>
  shot.kind === "malformed" ? status >= 400 && status < 500 : status === 200

/** The answers to the first rows, one after the other. */
async function answersOf(server: Server, rows: readonly Row[]): Promise<readonly string[]> {
  const bodies: string[] = []
  using loop = new OpenLoop({
    port: server.port,
    connections: 1,
    isPatient: true,
    onAnswer: ({ body }) => bodies.push(body),
  })
  for (const shot of shotsOf("single", singleRequests(rows.slice(0, 20)))) {
    loop.send(shot)
    await loop.settled()
  }
  return bodies
}

/** Puts another model into the place of the one that is served, as a deployment would. */
async function replace(served: string, other: string): Promise<void> {
  renameSync(served, `${served}.old`)
  renameSync(other, served)
  await sleep(5000)
}

interface Soak {
  readonly tallies: ReadonlyMap<string, Tally>
  readonly megabytes: readonly number[]
}

async function soak(server: Server, rows: readonly Row[], swap: () => Promise<void>): Promise<Soak> {
  const tallies = new Map<string, Tally>()
  const megabytes = [server.megabytes()]
  using loop = new OpenLoop({
    port: server.port,
    connections: 32,
    isPatient: true,
    onAnswer(answer) {
      const { kind } = answer.shot
      const tally = tallies.get(kind) ?? new Tally()
      tallies.set(kind, tally)
      tally.add(answer, isRight(answer))
      if (!isRight(answer)) console.error(`  ${kind}: ${answer.status} ${answer.body.slice(0, 200)}`)
    },
  })
  await loop.opened()
  const sampling = setInterval(() => {
    megabytes.push(server.megabytes())
    console.error(`  ${megabytes.length * sampleSeconds} s: ${megabytes.at(-1)?.toFixed(1)} MB`)
  }, sampleSeconds * 1000)
  const next = mixOf(rows)
  await loop.fire({ rate, seconds, next })
  clearInterval(sampling)
  await Promise.all([loop.fire({ rate, seconds: 15, next }), sleep(5000).then(swap)])
  await loop.settled()
  return { tallies, megabytes }
}

/** Megabytes an hour by least squares, over the later three quarters: what was compiled and cached is in the first. */
function growth(megabytes: readonly number[]): number {
  const later = megabytes.slice(Math.floor(megabytes.length / 4))
  const meanAt = (later.length - 1) / 2
  const mean = later.reduce((sum, value) => sum + value, 0) / later.length
  const covariance = later.reduce((sum, value, at) => sum + (at - meanAt) * (value - mean), 0)
  const variance = later.reduce((sum, _, at) => sum + (at - meanAt) ** 2, 0)
  return ((covariance / variance) * 3600) / sampleSeconds
}

const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
try {
  console.log(`${machineLines()}\n`)
  const rows = await readRows(task, source, 600)
  const served = await trainFidelio({ task, source, directory: join(directory, "first") }, "plain")
  const other = await trainFidelio({ task, source, directory: join(directory, "second") }, "concat")
  const alone = async (path: string): Promise<readonly string[]> => {
    await using server = await startServer(fidelioServer({ [modelName]: path }))
    return await answersOf(server, rows)
  }
  const [before, after] = [await alone(served), await alone(other)]
  await using server = await startServer(fidelioServer({ [modelName]: served }))
  const { tallies, megabytes } = await soak(server, rows, () => replace(served, other))
  const isReplaced = JSON.stringify(await answersOf(server, rows)) === JSON.stringify(after)
  const lines = [...tallies].map(([kind, tally]) => [
    kind,
    tally.latencies.length,
    [...tally.statuses].map(([status, count]) => `${count} × ${status}`).join(", "),
    percentile(tally.latencies, 0.5),
    percentile(tally.latencies, 0.99),
    String(tally.wrong),
  ])
  console.log(`${values.minutes} minutes, ${rate} requests a second, the model replaced under load in the end:\n`)
  console.log(`${table(["requests", "count", "answers", "p50 ms", "p99 ms", "wrong"], lines)}\n`)
  const shown = megabytes.filter((_, at) => at % 6 === 0).map((value) => value.toFixed(0))
  console.log(`Resident MB, a minute each: ${shown.join(", ")}. Growth: ${growth(megabytes).toFixed(1)} MB an hour.`)
  console.log(`After the replacement it answers as the new model: ${isReplaced ? "yes" : "no"}`)
  console.log(`(the two differ: ${JSON.stringify(before) === JSON.stringify(after) ? "no" : "yes"}).`)
} finally {
  rmSync(directory, { recursive: true })
}
