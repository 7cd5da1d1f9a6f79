// Rounds of faults: clients work, something is killed at a random moment, and all that was acknowledged is looked for.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { randomKey, randomStream, type RandomStream } from "../../../packages/core/src/random.ts"
import { createOnServer, testDatabaseServer } from "../hub.ts"
import { longConfig, penguinConfigs } from "../hub-training.ts"
import { root } from "../sources.ts"
import { createRepository, runClients, train, upload, type Surroundings } from "./clients.ts"
import { HubCommand } from "./hub-command.ts"
import { Ledger } from "./ledger.ts"
import { openOwnPostgres, type OwnPostgres } from "./own-postgres.ts"
import { isThere, signal, treeOf } from "./processes.ts"
import { settle, verify } from "./verify.ts"

/** `server`: with its database where that is embedded; `machine`: with its workers and trainings, in the same moment. */
export type Fault = "server" | "machine" | "worker" | "training" | "postgres"

export interface RoundResult {
  readonly fault: Fault
  /** When it came, since the clients began. */
  readonly after: number
  /** Until the hub answered again. */
  readonly back: number
  readonly seconds: number
  readonly answered: number
  readonly repeated: number
  readonly trainings: number
  /** Take-ups of trainings beyond the first of each. */
  readonly resumed: number
  readonly findings: readonly string[]
}

export interface FaultBench extends AsyncDisposable {
  readonly hub: HubCommand
  readonly ledger: Ledger
  round(fault: Fault, seed: number): Promise<RoundResult>
  /** Closes the hub as it is meant to be, and says what it leaves that it should not. */
  close(): Promise<readonly string[]>
}

export interface FaultBenchOptions {
  /** `own`: a PostgreSQL that can be killed; else that of FIDELIO_TEST_DATABASE, or the embedded one. */
  readonly database: "own" | "given"
  readonly clients?: number
  /** Trainings that the clients of a round may start. */
  readonly trainings?: number
  /** Epochs of the long training of each round. */
  readonly epochs?: number
}

/** A hub with a repository, a dataset and a version that is ready. */
export async function openFaultBench({
  database,
  clients = 4,
  trainings = 2,
  epochs = 150,
}: FaultBenchOptions): Promise<FaultBench> {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-faults-"))
  const own = database === "own" ? await openOwnPostgres(mkdtempSync(join(tmpdir(), "fidelio-postgres-"))) : undefined
  const given = own === undefined && testDatabaseServer !== "" ? await createOnServer() : undefined
  const hub = new HubCommand({
    data: folder,
    database: own?.connectionString ?? given?.connectionString,
    workers: 2,
  })
  const ledger = new Ledger()
  const around: Surroundings = { hub, ledger }
  await hub.start()
  await createRepository(around, "penguins")
  const rows = readFileSync(join(root, "node_modules/vega-datasets/data/penguins.json"))
  await upload(around, "penguins", new Uint8Array(rows))
  await train(around, "penguins", penguinConfigs.linear)
  await settle(around)
  return {
    hub,
    ledger,
    async round(fault, seed) {
      const random = randomStream(randomKey(seed, "fault"))
      const began = performance.now()
      const before = { answered: ledger.answered, repeated: ledger.repeated, versions: ledger.versions.length }
      const stopping = new AbortController()
      await train(around, "penguins", longConfig(epochs))
      const working = runClients({ ...around, seed, count: clients, trainings, stop: stopping.signal })
      working.catch(() => undefined) // it is waited for below
      const after = 300 + random.uniform() * 4000
      await delay(after)
      const back = await strike(fault, { hub, own, random })
      await delay(1000)
      stopping.abort()
      await working
      const findings = [...(await settle(around)), ...(await verify(around))]
      const { trained, takeUps } = await attemptsOf(around, before.versions)
      return {
        fault,
        after: after / 1000,
        back: back / 1000,
        seconds: (performance.now() - began) / 1000,
        answered: ledger.answered - before.answered,
        repeated: ledger.repeated - before.repeated,
        trainings: trained,
        resumed: takeUps - trained,
        findings,
      }
    },
    async close() {
      const { status, stdout, stderr } = await hub.end("SIGTERM")
      const left = ["workers", "temporary", "storage/incoming"].flatMap((name) =>
        readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).map((entry) => `${name}/${entry}`),
      )
      return [
        ...(status === 0 ? [] : [`the hub ended with status ${status}: ${stdout}${stderr}`]),
        ...left.filter((path) => !/^temporary\/\d+-\d+-\w+$/.test(path)).map((path) => `the hub left ${path}`),
      ]
    },
    async [Symbol.asyncDispose]() {
      await hub.end("SIGKILL").catch(() => undefined) // it has ended
      await own?.[Symbol.asyncDispose]()
      await given?.drop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Target {
  readonly hub: HubCommand
  readonly own: OwnPostgres | undefined
  readonly random: RandomStream
}

/** Kills, and gives the milliseconds until the hub answers again. */
async function strike(fault: Fault, { hub, own, random }: Target): Promise<number> {
  const some = (pids: readonly number[]): readonly number[] => pids.slice(random.below(pids.length)).slice(0, 1)
  const began = performance.now()
  switch (fault) {
    case "server":
    case "machine": {
      const tree = treeOf(hub.pid)
      if (fault === "machine") signal(tree.slice(1), "SIGKILL")
      await hub.end("SIGKILL")
      while (tree.some(isThere)) await delay(20) // workers look twice a second who started them
      await hub.start()
      return performance.now() - began
    }
    case "worker":
      signal(some(await untilAny(() => hub.workerPids)), "SIGKILL")
      return 0
    case "training":
      signal(some(await untilAny(() => hub.trainingPids)), "SIGKILL")
      return 0
    case "postgres":
      await own!.kill()
      await delay(random.uniform() * 3000)
      await own!.start()
      await hub.untilWell()
      return performance.now() - began
  }
}

/** A worker that was killed before is there again after a moment; trainings come and go. */
async function untilAny(find: () => readonly number[]): Promise<readonly number[]> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const found = find()
    if (found.length > 0) return found
    await delay(50)
  }
  return []
}

async function attemptsOf(
  { hub, ledger }: Surroundings,
  from: number,
): Promise<{ readonly trained: number; readonly takeUps: number }> {
  const versions = ledger.versions.slice(from).filter(({ origin }) => origin === "trained")
  let takeUps = 0
  for (const { repository, number } of versions)
    takeUps += (await hub.client.getVersion({ params: { repository, version: String(number) } })).attempt
  return { trained: versions.length, takeUps }
}
