// From the start of the process to its first good answer, and what it keeps in memory.
import { interleave, medianOf, type Contestants } from "../../support/interleave.ts"
import { keeps, table, type Cell } from "../../support/table.ts"
import { fastApiServer, fidelioServer, ludwigServer } from "../contestants.ts"
import { formRequests, singleRequests, type Requests } from "../requests.ts"
import { startServer, type ServerPlan } from "../server.ts"
import { runWrk } from "../wrk.ts"
import type { PartOptions, Subject } from "./subject.ts"

const secondsLimit = 1
const modelCounts = [1, 2, 4]

type StartFigures = {
  readonly seconds: number
  readonly cpu: number
  readonly MB: number
  readonly loadedMB: number
}

export async function startAndMemory(options: PartOptions): Promise<string> {
  const rows: (readonly Cell[])[] = []
  for (const subject of options.subjects) {
    console.error(`${subject.name}, start`)
    const results = await interleave(contestantsOf(subject, options), options.rounds)
    for (const [name, own] of results) {
      const seconds = medianOf(own, "seconds")
      const kept = name.startsWith("Fidelio") ? keeps(seconds, secondsLimit) : "–"
      const memory = [medianOf(own, "MB"), medianOf(own, "loadedMB")] as const
      rows.push([subject.name, name, seconds, kept, medianOf(own, "cpu"), ...memory])
    }
  }
  const header = ["model", "server", "s to ready", "< 1 s", "CPU s", "MB when ready", "MB after load"]
  return `Start and memory:\n\n${table(header, rows)}`
}

function contestantsOf(subject: Subject, { peers, seconds }: PartOptions): Contestants<StartFigures> {
  const json = singleRequests(subject.rows)
  const contestants: Record<string, () => Promise<StartFigures>> = {}
  for (const count of modelCounts) {
    const models = Object.fromEntries(Array.from({ length: count }, (_, i) => [`model${i + 1}`, subject.plain]))
    const loads = Object.keys(models).map((name) => ({ ...json, path: `${json.path}?model=${name}` }))
    contestants[`Fidelio, ${count === 1 ? "1 model" : `${count} models`}`] = () =>
      measure(fidelioServer(models), loads, seconds)
  }
  if (peers === undefined || subject.ludwig === undefined) return contestants
  const { exported, ludwig } = subject
  contestants["FastAPI"] = () => measure(fastApiServer(peers.python, exported), [json], seconds)
  contestants["Ludwig"] = () => measure(ludwigServer(peers.ludwigPython, ludwig), [formRequests(subject.rows)], seconds)
  return contestants
}

/** Loads every model for a while, one after the other. */
async function measure(plan: ServerPlan, loads: readonly Requests[], seconds: number): Promise<StartFigures> {
  await using server = await startServer(plan)
  const cpu = server.cpuSeconds()
  const megabytes = server.megabytes()
  for (const load of loads) await runWrk(server, load, { connections: 16, seconds: Math.min(3, seconds) })
  await server.idle()
  return { seconds: server.readySeconds, cpu, MB: megabytes, loadedMB: server.megabytes() }
}
