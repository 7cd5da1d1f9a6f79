// Twenty rounds of kill -9 under clients that work: what was lost, stuck or half there afterwards, which must be nothing.
//   node --conditions=source bench/hub/faults.ts [--rounds 20] [--seed 1] [--faults server,machine,worker,training,postgres]
// Rounds of "postgres" run on a PostgreSQL of their own, the others on the embedded database; `--postgres` runs all of them on it.
import { parseArgs } from "node:util"
import { postgresPrograms } from "../../test/support/hub-faults/own-postgres.ts"
import { openFaultBench, type Fault, type FaultBench, type RoundResult } from "../../test/support/hub-faults/rounds.ts"
import { machineLines } from "../support/machine.ts"
import { table, type Cell } from "../support/table.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    faults: { type: "string", default: "server,machine,worker,training,postgres" },
    postgres: { type: "boolean", default: false },
    epochs: { type: "string", default: "300" },
  },
})
const rounds = Number(values.rounds)
const seed = Number(values.seed)
const faults = (values.faults.split(",") as Fault[]).filter(
  (fault) => fault !== "postgres" || postgresPrograms !== undefined,
)

const benches = new Map<"own" | "given", FaultBench>()

async function benchFor(fault: Fault): Promise<FaultBench> {
  const database = values.postgres || fault === "postgres" ? "own" : "given"
  const bench = benches.get(database) ?? (await openFaultBench({ database, epochs: Number(values.epochs) }))
  benches.set(database, bench)
  return bench
}

const header = [
  "round",
  "killed",
  "after, s",
  "back, s",
  "answers",
  "sent again",
  "trainings",
  "taken up again",
  "round, s",
  "lost, stuck, half there",
]

const rowOf = (round: number, result: RoundResult): readonly Cell[] => [
  String(round),
  result.fault,
  result.after.toFixed(1),
  result.back === 0 ? "–" : result.back.toFixed(1),
  String(result.answered),
  String(result.repeated),
  String(result.trainings),
  String(result.resumed),
  result.seconds.toFixed(0),
  result.findings.length === 0 ? "nothing" : result.findings.join("; "),
]

console.log(`${machineLines()}\nseed ${seed}\n`)
const rows: (readonly Cell[])[] = []
try {
  for (let round = 0; round < rounds; round++) {
    const fault = faults[round % faults.length]!
    const result = await (await benchFor(fault)).round(fault, seed + round)
    rows.push(rowOf(round + 1, result))
    console.error(rows.at(-1)!.join(" · "))
  }
  const left = (await Promise.all([...benches.values()].map((bench) => bench.close()))).flat()
  console.log(table(header, rows))
  console.log(left.length === 0 ? "\nNothing is left by those that were killed." : `\n${left.join("\n")}`)
} finally {
  for (const bench of benches.values()) await bench[Symbol.asyncDispose]()
}
