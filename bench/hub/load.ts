// Readers and writers at once on a hub with many repositories: latency of each kind of request, errors, requests a second.
//   scripts/with-postgres node --conditions=source bench/hub/load.ts [--seconds 60] [--readers 200] [--writers 20] [--pause 1000]
// PostgreSQL is the one that FIDELIO_TEST_DATABASE names; a database is made in it and dropped. `--pause 0`: as fast as it answers.
import { fork, type ChildProcess } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import pg from "pg"
import { machineLines } from "../support/machine.ts"
import { busySeconds } from "../support/command.ts"
import { show, table } from "../support/table.ts"
import { percentile } from "../serve/open-loop.ts"
import { fill } from "./fill.ts"
import { Asker } from "./asker.ts"
import { processorSeconds } from "./processor-time.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    readers: { type: "string", default: "200" },
    writers: { type: "string", default: "20" },
    pause: { type: "string", default: "1000" },
    repositories: { type: "string", default: "1000" },
    versions: { type: "string", default: "50" },
  },
})
const count = (name: keyof typeof values): number => Number(values[name])
const server = process.env["FIDELIO_TEST_DATABASE"] ?? ""
if (server === "") {
  console.error("FIDELIO_TEST_DATABASE is not set: run it by scripts/with-postgres")
  process.exit(1)
}

/** What is asked, drawn anew each time, and how often. */
const reads: readonly (readonly [name: string, share: number, path: () => string])[] = [
  ["list of repositories", 0.3, () => "/repositories"],
  ["list, further pages", 0.1, () => `/repositories?sort=name&cursor=${cursorAt(someRepository())}`],
  ["search", 0.1, () => `/repositories?search=${["predicts", "team-7", "use-case-12"][pick(3)]}`],
  ["list of versions", 0.3, () => `/repositories/${someRepository()}/versions`],
  ["a version", 0.15, () => `/repositories/${someRepository()}/versions/${1 + pick(count("versions"))}`],
  ["lineage", 0.05, () => `/repositories/${someRepository()}/lineage`],
]

const pick = (below: number): number => Math.floor(Math.random() * below)
const someRepository = (): string => `use-case-${1 + pick(count("repositories"))}`
const cursorAt = (name: string): string => Buffer.from(JSON.stringify([name])).toString("base64url")

function draw(): (typeof reads)[number] {
  let rest = Math.random()
  return reads.find(([, share]) => (rest -= share) < 0) ?? reads[0]!
}

interface Shot {
  readonly name: string
  readonly milliseconds: number
  readonly status: number
}

const shots: Shot[] = []
const parties = ["hub", "PostgreSQL", "load", "all processes"]
const name = `bench_${randomUUID().replaceAll("-", "")}`
const folder = mkdtempSync(join(tmpdir(), "fidelio-bench-hub-"))
await onServer(`create database ${name}`)
let hub: ChildProcess | undefined
try {
  const database = new URL(server)
  database.pathname = `/${name}`
  hub = fork(new URL("server.ts", import.meta.url), [database.href, folder], { execArgv: ["--conditions=source"] })
  const [{ url, token }] = (await once(hub, "message")) as [{ url: string; token: string }] // as server.ts sends it
  console.log(machineLines())
  console.log(`filling: ${values.repositories} repositories × ${values.versions} versions`)
  await fill(database.href, { repositories: count("repositories"), versions: count("versions") })
  await run(url, token)
} finally {
  if (hub?.connected === true) {
    hub.send("stop")
    await once(hub, "exit")
  }
  await onServer(`drop database if exists ${name} with (force)`)
  rmSync(folder, { recursive: true, force: true })
}

async function run(url: string, token: string): Promise<void> {
  using asker = new Asker(url, token)
  const before = await spent()
  const began = performance.now()
  const until = began + count("seconds") * 1000
  await Promise.all([
    ...Array.from({ length: count("readers") }, () => read(asker, until)),
    ...Array.from({ length: count("writers") }, (_, i) => write(asker, i, until)),
  ])
  report((performance.now() - began) / 1000)
  const after = await spent()
  const each = after.map((seconds, i) => ((seconds - before[i]!) * 1000) / shots.length)
  console.log(`\nProcessor time a request: ${parties.map((party, i) => `${party} ${show(each[i])} ms`).join(", ")}`)
}

/** Processor seconds of each party. */
async function spent(): Promise<number[]> {
  const sessions = await onServer(`select pid from pg_stat_activity where datname = '${name}'`)
  const database = sessions.map(({ pid }) => Number(pid))
  return [processorSeconds([hub?.pid]), processorSeconds(database), processorSeconds([process.pid]), busySeconds()]
}

async function rest(): Promise<void> {
  const pause = count("pause")
  if (pause > 0) await sleep(pause * (0.5 + Math.random()))
}

async function read(asker: Asker, until: number): Promise<void> {
  await sleep(Math.random() * count("pause")) // not all at once
  while (performance.now() < until) {
    const [what, , path] = draw()
    await shoot(asker, what, { path: path() })
    await rest()
  }
}

/** A description changes, an alias moves, a draft is kept: changes that people make, each audited. */
async function write(asker: Asker, writer: number, until: number): Promise<void> {
  const repository = `use-case-${writer + 1}`
  let production = Math.max(1, count("versions") - 3)
  await sleep(Math.random() * count("pause"))
  for (let i = 0; performance.now() < until; i++) {
    const version = 1 + pick(count("versions"))
    if (i % 3 === 0) {
      const path = `/repositories/${repository}/versions/${version}`
      await shoot(asker, "change of a description", { method: "PATCH", path, body: { description: `Seen ${i} times` } })
    } else if (i % 3 === 1) {
      const path = `/repositories/${repository}/aliases/production`
      await shoot(asker, "move of an alias", { method: "PUT", path, body: { version, expected: production } })
      production = version
    } else {
      const path = `/repositories/${repository}/drafts`
      await shoot(asker, "new draft", { method: "POST", path, body: { parent: String(version) } })
    }
    await rest()
  }
}

async function shoot(asker: Asker, what: string, request: Parameters<Asker["ask"]>[0]): Promise<void> {
  const began = performance.now()
  const status = await asker.ask(request)
  shots.push({ name: what, milliseconds: performance.now() - began, status })
}

function report(seconds: number): void {
  const names = [...new Set(shots.map((shot) => shot.name))]
  const rows = [...names.toSorted(), "all"].map((each) => {
    const own = shots.filter((shot) => each === "all" || shot.name === each)
    const times = own.map(({ milliseconds }) => milliseconds)
    const errors = own.filter(({ status }) => status < 200 || status >= 300)
    return [
      each,
      own.length,
      own.length / seconds,
      percentile(times, 0.5),
      percentile(times, 0.99),
      Math.max(...times),
      errors.length === 0 ? "0" : `${errors.length} (${[...new Set(errors.map(({ status }) => status))].join(", ")})`,
    ]
  })
  console.log(
    `\n${values.readers} readers and ${values.writers} writers, ${values.pause} ms between requests, ${values.seconds} s\n`,
  )
  console.log(table(["request", "count", "a second", "p50, ms", "p99, ms", "most, ms", "errors"], rows))
}

async function onServer(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(statement)
  await client.end()
  return rows
}
