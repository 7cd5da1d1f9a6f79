// Clients of a hub that is killed under them: they ask again until they are answered, and put every answer down.
import { createHash, randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { randomKey, randomStream, type RandomStream } from "../../../packages/core/src/random.ts"
import { HubError, type HubClient, type Version } from "../../../packages/client/src/index.ts"
import { penguinConfigs } from "../hub-training.ts"
import type { HubCommand } from "./hub-command.ts"
import type { Ledger, SentCreation } from "./ledger.ts"

/** How long a hub that is up again may take to answer. */
const patience = 120_000

export interface Surroundings {
  readonly hub: HubCommand
  readonly ledger: Ledger
}

/** Asks until there is an answer; only a refusal is one besides success. */
export async function insist<T>({ hub, ledger }: Surroundings, ask: (client: HubClient) => Promise<T>): Promise<T> {
  const began = performance.now()
  for (let time = 1; ; time++) {
    try {
      const answer = await ask(hub.client)
      ledger.answered++
      if (time > 1) ledger.repeated++
      return answer
    } catch (error) {
      if (error instanceof HubError && error.status < 500) throw error
      if (performance.now() - began > patience) throw error
      await delay(100)
    }
  }
}

/** Sends a creation under a key of its own until it is answered, and puts the answer down. */
async function create<T>(
  { hub, ledger }: Surroundings,
  what: string,
  send: (client: HubClient, key: string) => Promise<T>,
): Promise<T> {
  const key = randomUUID()
  const answer = await insist({ hub, ledger }, (client) => send(client, key))
  ledger.creations.push({ what, key, send, answer } satisfies SentCreation)
  return answer
}

export async function createRepository(around: Surroundings, name: string): Promise<void> {
  const description = `made as ${name}`
  await create(around, `repository ${name}`, (client, idempotencyKey) =>
    client.createRepository({ body: { name, description } }, { idempotencyKey }),
  )
  around.ledger.repositories.set(name, description)
  around.ledger.changes.push(`repository.create ${name}`)
}

export async function upload(around: Surroundings, dataset: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  const file = content[0] === 0x5b ? "rows.json" : "rows.csv"
  const { revision, sha256 } = await create(around, `revision of ${dataset}`, (client, idempotencyKey) =>
    client.uploadRevision({ params: { dataset }, query: { file }, body: content }, { idempotencyKey }),
  )
  const expected = createHash("sha256").update(content).digest("hex")
  if (sha256 !== expected) around.ledger.refused.push(`${dataset}@${revision} was acknowledged with ${sha256}`)
  around.ledger.revisions.push({ dataset, revision, sha256, content })
  around.ledger.changes.push(`dataset.add_revision ${dataset}@${revision}`)
}

export async function train(around: Surroundings, repository: string, config: string): Promise<Version> {
  const description = randomUUID()
  const body = { config, dataset: "penguins", description }
  const version = await create(around, `version of ${repository}`, (client, idempotencyKey) =>
    client.trainVersion({ params: { repository }, body }, { idempotencyKey }),
  )
  const { number, id, origin } = version
  around.ledger.versions.push({ repository, number, id, description, origin })
  around.ledger.changes.push(`version.train ${repository}@${number}`)
  return version
}

async function push(around: Surroundings, repository: string, from: number): Promise<void> {
  const description = randomUUID()
  const { items } = await insist(around, (client) =>
    client.listArtifacts({ params: { repository, version: String(from) } }),
  )
  const files = items.map(({ path, sha256 }) => ({ path, sha256 }))
  const body = { files, description, dataset: "penguins" }
  const { number, id, origin } = await create(around, `pushed version of ${repository}`, (client, idempotencyKey) =>
    client.pushVersion({ params: { repository }, body }, { idempotencyKey }),
  )
  around.ledger.versions.push({ repository, number, id, description, origin })
  around.ledger.changes.push(`version.push ${repository}@${number}`)
}

/** A move is not sent again before a look whether it was done. */
async function moveAlias(around: Surroundings, alias: string, version: number): Promise<void> {
  const { ledger } = around
  const moves = ledger.aliases.get(alias) ?? []
  const expected = moves.at(-1) ?? null
  if (expected === version) return
  const body = { version, expected }
  let isFirst = true
  await insist(around, async (client) => {
    const isDone = !isFirst && (await nameOf(client, alias)) === version
    isFirst = false
    if (!isDone) await client.moveAlias({ params: { repository: "penguins", alias }, body })
  })
  ledger.aliases.set(alias, [...moves, version])
}

async function nameOf(client: HubClient, alias: string): Promise<number | undefined> {
  const { items } = await client.listAliases({ params: { repository: "penguins" } })
  return items.find(({ name }) => name === alias)?.version
}

const rows = (random: RandomStream): Uint8Array<ArrayBuffer> => {
  const lines = Array.from({ length: 50 + random.below(200) }, () => `${random.uniform()},${random.below(5)}`)
  return new Uint8Array(Buffer.from(`x,y\n${lines.join("\n")}\n`))
}

export interface ClientsOptions extends Surroundings {
  readonly seed: number
  readonly count: number
  /** Trainings that they may start together. */
  readonly trainings: number
  readonly stop: AbortSignal
}

/** As many clients as are said, each doing one thing after another until they are told to stop. */
export async function runClients({ seed, count, trainings, stop, ...around }: ClientsOptions): Promise<void> {
  let left = trainings
  const run = async (place: number): Promise<void> => {
    const random = randomStream(randomKey(seed, "client", place))
    for (let i = 0; !stop.aborted; i++) {
      const ready = readyOf(around.ledger)
      const some = ready[random.below(ready.length)] ?? 1
      const draw = random.uniform()
      if (draw < 0.3) await createRepository(around, `r-${seed}-${place}-${i}`)
      else if (draw < 0.45) await upload(around, `d-${place}`, rows(random))
      else if (draw < 0.6 && left-- > 0)
        await train(around, "penguins", penguinConfigs[random.below(2) === 0 ? "linear" : "gbm"])
      else if (draw < 0.7) await push(around, "penguins", some)
      else if (draw < 0.95) await moveAlias(around, `a-${place}`, some)
      else await insist(around, (client) => client.listVersions({ params: { repository: "penguins" } }))
    }
  }
  await Promise.all(Array.from({ length: count }, (_, place) => run(place)))
}

/** Numbers of versions that are known to be ready. */
const readyOf = ({ versions, ready }: Ledger): readonly number[] =>
  versions.filter(({ id }) => ready.has(id)).map(({ number }) => number)
