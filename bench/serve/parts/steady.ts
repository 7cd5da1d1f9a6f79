// 500 requests a second of one row each, come what may: latency where the server is not the limit.
import { interleave, medianOf, type Contestants } from "../../support/interleave.ts"
import { busySeconds } from "../../support/command.ts"
import { keeps, table, type Cell } from "../../support/table.ts"
import { fastApiServer, fidelioServer } from "../contestants.ts"
import { inTurn, OpenLoop, ownSeconds, percentile, shotsOf } from "../open-loop.ts"
import { singleRequests, type Requests } from "../requests.ts"
import { startServer, type Server, type ServerPlan } from "../server.ts"
import type { PartOptions, Subject } from "./subject.ts"

const rate = 500
const connections = 32
const limits = { p50: 1, p99: 5 } as const

type SteadyFigures = {
  readonly p50: number | undefined
  readonly p99: number | undefined
  readonly p999: number | undefined
  readonly failed: number
  readonly others: number | undefined
}

export async function steady(options: PartOptions): Promise<string> {
  const rows: (readonly Cell[])[] = []
  for (const subject of options.subjects) rows.push(...(await measure(subject, options)))
  const header = ["model", "server", "p50 ms", "< 1 ms", "p99 ms", "< 5 ms", "p99.9 ms", "failed"]
  return `${rate} requests a second, one row each:\n\n${table(header, rows)}`
}

async function measure(
  subject: Subject,
  { peers, rounds, seconds }: PartOptions,
): Promise<readonly (readonly Cell[])[]> {
  console.error(`${subject.name}, ${rate} requests a second`)
  const requests = singleRequests(subject.rows)
  const contestants: Record<string, ServerPlan> = { Fidelio: fidelioServer({ model: subject.plain }) }
  if (peers !== undefined) contestants["FastAPI"] = fastApiServer(peers.python, subject.exported)
  await using servers = new AsyncDisposableStack()
  const runs: Record<string, Contestants<SteadyFigures>[string]> = {}
  for (const [name, plan] of Object.entries(contestants)) {
    const server = servers.use(await startServer(plan))
    await fire(server, requests, 2)
    runs[name] = () => fire(server, requests, 2 * seconds)
  }
  const results = await interleave<SteadyFigures>(runs, rounds)
  return [...results].map(([name, own]) => {
    const [p50, p99] = [medianOf(own, "p50"), medianOf(own, "p99")]
    const failed = String(own.reduce((sum, run) => sum + run.failed, 0))
    const kept = [keeps(p50, limits.p50), keeps(p99, limits.p99)] as const
    return [subject.name, name, p50, kept[0], p99, kept[1], medianOf(own, "p999"), failed]
  })
}

async function fire(server: Server, requests: Requests, seconds: number): Promise<SteadyFigures> {
  const latencies: number[] = []
  let failed = 0
  using loop = new OpenLoop({
    port: server.port,
    connections,
    isPatient: true,
    onAnswer({ status, milliseconds }) {
      if (status === 200) latencies.push(milliseconds)
      else failed++
    },
  })
  await loop.opened()
  const busyBefore = busySeconds() - server.cpuSeconds() - ownSeconds()
  await loop.fire({ rate, seconds, next: inTurn(shotsOf("single", requests)) })
  await loop.settled()
  const busy = busySeconds() - server.cpuSeconds() - ownSeconds() - busyBefore
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(latencies, share))
  return { p50, p99, p999, failed, others: Math.max(0, busy / seconds) }
}
