// One row a request at 1, 16 and 64 connections, beside Ludwig's server and FastAPI.
import { interleave, medianOf, type Contestants } from "../../support/interleave.ts"
import { ratio, table, times, type Cell } from "../../support/table.ts"
import { fastApiServer, fidelioServer, ludwigServer } from "../contestants.ts"
import { formRequests, singleRequests } from "../requests.ts"
import { startServer, type Server } from "../server.ts"
import { runWrk, type LoadFigures } from "../wrk.ts"
import type { PartOptions, Subject } from "./subject.ts"

const connectionCounts = [1, 16, 64]

/** Load before anything is counted, for compilers that learn. */
const warmUp = { connections: 16, seconds: 2 }

export async function singleRows(options: PartOptions): Promise<string> {
  const rows: (readonly Cell[])[] = []
  for (const subject of options.subjects) rows.push(...(await compare(subject, options)))
  const header = ["model", "connections", "server", "requests/s", "p50 ms", "p99 ms", "Fidelio's rate", "failed"]
  return `One row a request:\n\n${table(header, rows)}`
}

async function compare(
  subject: Subject,
  { peers, rounds, seconds }: PartOptions,
): Promise<readonly (readonly Cell[])[]> {
  const json = singleRequests(subject.rows)
  const form = formRequests(subject.rows)
  await using servers = new AsyncDisposableStack()
  const start = async (plan: Parameters<typeof startServer>[0]): Promise<Server> => servers.use(await startServer(plan))
  const contestants = [
    { name: "Fidelio", server: await start(fidelioServer({ model: subject.plain })), requests: json },
  ]
  if (peers !== undefined && subject.ludwig !== undefined) {
    const fast = await start(fastApiServer(peers.python, subject.exported))
    const ludwig = await start(ludwigServer(peers.ludwigPython, subject.ludwig))
    contestants.push({ name: "FastAPI", server: fast, requests: json })
    contestants.push({ name: "Ludwig", server: ludwig, requests: form })
  }
  for (const { server, requests } of contestants) await runWrk(server, requests, warmUp)
  const rows: (readonly Cell[])[] = []
  for (const connections of connectionCounts) {
    console.error(`${subject.name}, ${connections} connections`)
    const runs: Contestants<LoadFigures> = Object.fromEntries(
      contestants.map(({ name, server, requests }) => [
        name,
        async () => {
          await server.idle()
          return runWrk(server, requests, { connections, seconds: name === "Ludwig" ? 2 * seconds : seconds })
        },
      ]),
    )
    const results = await interleave(runs, rounds)
    for (const { name } of contestants) {
      const own = results.get(name)
      const share =
        name === "Fidelio" ? undefined : ratio(medianOf(results.get("Fidelio"), "rate"), medianOf(own, "rate"))
      const figures = (["rate", "p50", "p99"] as const).map((figure) => medianOf(own, figure))
      const failed = String((own ?? []).reduce((sum, run) => sum + run.failed, 0))
      rows.push([subject.name, String(connections), name, ...figures, times(share), failed])
    }
  }
  for (const { server } of contestants) await server.idle()
  return rows
}
