// A hundred rows a request: rows a second.
import { interleave, medianOf, type Contestants } from "../../support/interleave.ts"
import { table, type Cell } from "../../support/table.ts"
import { fastApiServer, fidelioServer } from "../contestants.ts"
import { batchRequests } from "../requests.ts"
import { startServer, type ServerPlan } from "../server.ts"
import { runWrk, type LoadFigures } from "../wrk.ts"
import type { PartOptions, Subject } from "./subject.ts"

const rowsPerRequest = 100
const least = 100_000
const connectionCounts = [1, 4, 16]

export async function batches(options: PartOptions): Promise<string> {
  const rows: (readonly Cell[])[] = []
  for (const subject of options.subjects) rows.push(...(await measure(subject, options)))
  const header = ["server, model", "connections", "rows/s", "p50 ms", "p99 ms", "> 100,000", "failed"]
  return `${rowsPerRequest} rows a request:\n\n${table(header, rows)}`
}

async function measure(
  subject: Subject,
  { peers, rounds, seconds }: PartOptions,
): Promise<readonly (readonly Cell[])[]> {
  const requests = batchRequests(subject.rows, rowsPerRequest)
  await using servers = new AsyncDisposableStack()
  const contestants: Record<string, ServerPlan> = {
    [`${subject.name}, concat`]: fidelioServer({ model: subject.concat }),
    [`${subject.name}, plain`]: fidelioServer({ model: subject.plain }),
  }
  if (peers !== undefined)
    contestants[`FastAPI: ${subject.name}, plain`] = fastApiServer(peers.python, subject.exported)
  const started = await Promise.all(
    Object.entries(contestants).map(async ([name, plan]) => ({ name, server: servers.use(await startServer(plan)) })),
  )
  for (const { server } of started) await runWrk(server, requests, { connections: 4, seconds: 2 })
  const rows: (readonly Cell[])[] = []
  for (const connections of connectionCounts) {
    console.error(`${subject.name}, ${rowsPerRequest} rows, ${connections} connections`)
    const runs: Contestants<LoadFigures> = Object.fromEntries(
      started.map(({ name, server }) => [name, () => runWrk(server, requests, { connections, seconds })]),
    )
    const results = await interleave(runs, rounds)
    for (const { name } of started) {
      const own = results.get(name)
      const rate = (medianOf(own, "rate") ?? NaN) * rowsPerRequest
      const failed = String((own ?? []).reduce((sum, run) => sum + run.failed, 0))
      const kept = rate > least ? "yes" : "no"
      rows.push([name, String(connections), rate, medianOf(own, "p50"), medianOf(own, "p99"), kept, failed])
    }
  }
  return rows
}
