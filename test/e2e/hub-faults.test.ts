// Hubs that are killed, in part or whole, while clients work: nothing acknowledged is lost, nothing is stuck or half there.
// The moments and what the clients do come from a seed, which is printed: FIDELIO_FAULT_SEED=… does the same again.
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { randomKey, randomStream } from "../../packages/core/src/random.ts"
import { testDatabaseServer } from "../support/hub.ts"
import { postgresPrograms } from "../support/hub-faults/own-postgres.ts"
import { openFaultBench, type FaultBench } from "../support/hub-faults/rounds.ts"

const seed = Number(process.env["FIDELIO_FAULT_SEED"] ?? Date.now() % 100_000)
const whole = (["server", "machine"] as const)[randomStream(randomKey(seed, "which")).below(2)]!
console.log(`faults of seed ${seed}`)

const sizes = { clients: 3, trainings: 1, epochs: 100 } as const

describe("a hub under clients", () => {
  let bench: FaultBench
  beforeAll(async () => void (bench = await openFaultBench({ database: "given", ...sizes })))
  afterAll(() => bench[Symbol.asyncDispose]())

  test.each([
    [whole, seed],
    ["worker", seed + 1],
    ["training", seed + 2],
  ] as const)("loses nothing by the kill of its %s", async (fault, roundSeed) => {
    const { findings, answered } = await bench.round(fault, roundSeed)
    expect(findings).toEqual([])
    expect(answered).toBeGreaterThan(0)
  })

  test("leaves nothing behind once it is closed", async () => {
    expect(await bench.close()).toEqual([])
  })
})

// Where the other tests run on PostgreSQL, this one has run before.
describe.skipIf(testDatabaseServer !== "")("a hub whose PostgreSQL is killed", () => {
  let bench: FaultBench | undefined
  afterAll(() => bench?.[Symbol.asyncDispose]())

  test("loses nothing, and connects again by itself", async ({ skip }) => {
    skip(postgresPrograms === undefined, "PostgreSQL is not installed")
    bench = await openFaultBench({ database: "own", ...sizes })
    const { findings } = await bench.round("postgres", seed)
    expect(findings).toEqual([])
    expect(await bench.close()).toEqual([])
  })
})
