// Five times as many requests as the server can answer: what it refuses, how fast it answers the rest, how soon it is well again.
import { table, type Cell } from "../../support/table.ts"
import { fidelioServer } from "../contestants.ts"
import { inTurn, OpenLoop, ownSeconds, percentile, shotsOf, type Answer, type Shot } from "../open-loop.ts"
import { batchRequests, singleRequests, type Requests } from "../requests.ts"
import { startServer, type Server } from "../server.ts"
import { runWrk } from "../wrk.ts"
import type { PartOptions, Subject } from "./subject.ts"

const factor = 5
const overloadSeconds = 20
const connections = 512
const gentle = { rate: 100, seconds: 3 } as const
/** Rows that may wait: few, or as many as by default. */
const scenarios = [
  { name: "1 row", size: 1, queue: 256 },
  { name: "1 row", size: 1, queue: 10_000 },
  { name: "100 rows", size: 100, queue: 1_000 },
  { name: "100 rows", size: 100, queue: 10_000 },
] as const

export async function overload({ subjects, seconds }: PartOptions): Promise<string> {
  const rows: (readonly Cell[])[] = []
  for (const subject of subjects) {
    for (const scenario of scenarios) rows.push(await measure(subject, scenario, seconds))
  }
  const header = [
    "model, request",
    "rows that may wait",
    "capacity/s",
    "offered/s",
    "answered/s",
    "of them 200/s",
    "503 with Retry-After",
    "other",
    "no connection",
    "p50 ms of 200",
    "p99 ms of 200",
    "p99 ms of 503",
    "p99 ms before",
    "well after s",
    "processors of the load",
  ]
  return `${factor} times the capacity for ${overloadSeconds} s, ${connections} connections:\n\n${table(header, rows)}`
}

async function measure(
  subject: Subject,
  scenario: (typeof scenarios)[number],
  seconds: number,
): Promise<readonly Cell[]> {
  console.error(`${subject.name}, overload, ${scenario.name}`)
  const { size, queue } = scenario
  const requests = size === 1 ? singleRequests(subject.rows) : batchRequests(subject.rows, size)
  await using server = await startServer(fidelioServer({ model: subject.plain }, "--max_queue", String(queue)))
  const load = { connections: size === 1 ? 32 : 8, seconds }
  await runWrk(server, requests, load)
  const capacity = (await runWrk(server, requests, load)).rate
  const before = await fire(server, requests, gentle)
  const under = await fire(server, requests, { rate: factor * capacity, seconds: overloadSeconds })
  const ended = performance.now()
  const after = await fire(server, requests, gentle)
  const usual = latencyOf(before.answers, 200, 0.99) ?? NaN
  const wellAfter = secondsUntilWell(after.answers, ended, Math.max(5, 2 * usual))
  const share = (isWanted: (answer: Outcome) => boolean): string =>
    `${((100 * under.answers.filter(({ answer }) => isWanted(answer)).length) / under.answers.length).toFixed(1)} %`
  const isShed = ({ status, hasRetryAfter }: Outcome): boolean => status === 503 && hasRetryAfter
  return [
    `${subject.name}, ${scenario.name}`,
    queue,
    capacity,
    (under.sent + under.unsent) / under.seconds,
    under.answers.length / under.seconds,
    under.answers.filter(({ answer }) => answer.status === 200).length / under.seconds,
    share(isShed),
    share((answer) => answer.status !== 200 && !isShed(answer)),
    `${((100 * under.unsent) / (under.sent + under.unsent)).toFixed(1)} %`,
    latencyOf(under.answers, 200, 0.5),
    latencyOf(under.answers, 200, 0.99),
    latencyOf(under.answers, 503, 0.99),
    usual,
    wellAfter,
    under.processors,
  ]
}

type Outcome = Pick<Answer, "status" | "milliseconds" | "hasRetryAfter">

interface Timed {
  readonly answer: Outcome
  /** When it came. */
  readonly at: number
}

const latencyOf = (answers: readonly Timed[], status: number, share: number): number | undefined =>
  percentile(
    answers.flatMap(({ answer }) => (answer.status === status ? [answer.milliseconds] : [])),
    share,
  )

const binSeconds = 0.1

/** Until the last tenth of a second in which an answer was an error, or most came late. */
function secondsUntilWell(answers: readonly Timed[], since: number, limit: number): number {
  const bins = Map.groupBy(answers, ({ at }) => Math.floor((at - since) / 1000 / binSeconds))
  const ill = [...bins].filter(
    ([, bin]) => bin.some(({ answer }) => answer.status !== 200) || !((latencyOf(bin, 200, 0.5) ?? Infinity) <= limit),
  )
  return Math.max(0, ...ill.map(([place]) => (place + 1) * binSeconds))
}

interface Fired {
  readonly answers: readonly Timed[]
  readonly sent: number
  readonly unsent: number
  readonly seconds: number
  /** Processors that the making of the load took. */
  readonly processors: number
}

async function fire(server: Server, requests: Requests, load: { rate: number; seconds: number }): Promise<Fired> {
  const answers: Timed[] = []
  using loop = new OpenLoop({
    port: server.port,
    connections,
    isPatient: false,
    onAnswer: ({ status, milliseconds, hasRetryAfter }) =>
      answers.push({ answer: { status, milliseconds, hasRetryAfter }, at: performance.now() }),
  })
  await loop.opened()
  const began = performance.now()
  const usedBefore = ownSeconds()
  const next: () => Shot = inTurn(shotsOf("overload", requests))
  await loop.fire({ ...load, next })
  await loop.settled()
  const seconds = (performance.now() - began) / 1000
  return { answers, sent: loop.sent, unsent: loop.unsent, seconds, processors: (ownSeconds() - usedBefore) / seconds }
}
