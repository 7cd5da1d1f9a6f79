// Holds a hub against the ledger: what it lost, what is stuck, what is half there. Every finding is a sentence.
import { createHash } from "node:crypto"
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"
import { connect } from "../../../packages/hub/src/db/connect.ts"
import { released } from "../../../packages/hub/src/storage/record-blob.ts"
import type { Version } from "../../../packages/client/src/index.ts"
import { insist, type Surroundings } from "./clients.ts"

/** How long all trainings together may take to end after the hub is up again. */
const patience = 150_000

const ended = new Set(["ready", "failed", "cancelled"])

/** Waits until every version has ended, which it must; all of them could be trained. */
export async function settle(around: Surroundings): Promise<readonly string[]> {
  const { ledger } = around
  const began = performance.now()
  const findings: string[] = []
  for (const { id, repository, number } of ledger.versions) {
    if (ledger.ready.has(id)) continue
    const params = { repository, version: String(number) }
    let version = await insist(around, (client) => client.getVersion({ params }))
    while (!ended.has(version.status) && performance.now() - began < patience) {
      await delay(200)
      version = await insist(around, (client) => client.getVersion({ params }))
    }
    if (version.status !== "ready")
      findings.push(`${repository}@${number} is ${version.status} ${JSON.stringify(version.error)}`)
    else ledger.ready.set(id, await told(around, version))
  }
  return findings
}

/** What does not change of a version once it is ready. */
async function told(around: Surroundings, version: Version): Promise<string> {
  const { repository, number, metrics, config, description, dataset, ended: at } = version
  const params = { repository, version: String(number) }
  const { items } = await insist(around, (client) => client.listArtifacts({ params }))
  return JSON.stringify({ metrics, config, description, dataset, at, items })
}

/** `storage`: its folder, where that is not seen under its own path. */
export async function verify(
  around: Surroundings,
  storage = join(around.hub.place.data, "storage"),
): Promise<readonly string[]> {
  return [
    ...around.ledger.refused,
    ...(await verifyRepositories(around)),
    ...(await verifyRevisions(around)),
    ...(await verifyVersions(around)),
    ...(await verifyAliases(around)),
    ...(await verifyAudit(around)),
    ...(await verifyCreations(around)),
    ...(await verifyContents(around, storage)),
  ]
}

/** Every page of a list. */
async function all<T>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next_cursor: string | null }>,
): Promise<readonly T[]> {
  const found: T[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const { items, next_cursor } = await page(cursor)
    found.push(...items)
    cursor = next_cursor ?? undefined
  }
  return found
}

async function verifyRepositories(around: Surroundings): Promise<readonly string[]> {
  const found = await all((cursor) =>
    insist(around, (client) => client.listRepositories({ query: { limit: 200, cursor } })),
  )
  const there = new Map(found.map(({ name, description }) => [name, description]))
  return differences("repositories", there, around.ledger.repositories)
}

/** Exactly what is expected must be there. */
function differences(
  what: string,
  there: ReadonlyMap<string, unknown>,
  expected: ReadonlyMap<string, unknown>,
): readonly string[] {
  const missing = [...expected].filter(([name, value]) => !isDeepStrictEqual(there.get(name), value))
  const more = [...there.keys()].filter((name) => !expected.has(name))
  return [
    ...missing.map(([name]) => `${what}: ${name} is lost or changed`),
    ...more.map((name) => `${what}: ${name} is there and nobody knows of it`),
  ]
}

async function verifyRevisions(around: Surroundings): Promise<readonly string[]> {
  const findings: string[] = []
  const { revisions } = around.ledger
  for (const { dataset, revision, sha256, content } of revisions) {
    const params = { dataset, revision }
    const found = await insist(around, (client) => client.getRevision({ params }))
    if (found.sha256 !== sha256 || found.bytes !== content.length) findings.push(`${dataset}@${revision} has changed`)
    const bytes = await insist(around, async (client) => (await client.downloadRevision({ params })).arrayBuffer())
    if (Buffer.compare(Buffer.from(bytes), content) !== 0) findings.push(`${dataset}@${revision} has other bytes`)
  }
  for (const dataset of new Set(revisions.map((known) => known.dataset))) {
    const { revisions: count } = await insist(around, (client) => client.getDataset({ params: { dataset } }))
    const known = revisions.filter((revision) => revision.dataset === dataset).length
    if (count !== known) findings.push(`${dataset} has ${count} revisions; ${known} were acknowledged`)
  }
  return findings
}

async function verifyVersions(around: Surroundings): Promise<readonly string[]> {
  const { ledger } = around
  const findings: string[] = []
  for (const repository of new Set(ledger.versions.map((version) => version.repository))) {
    const params = { repository }
    const found = await all((cursor) =>
      insist(around, (client) => client.listVersions({ params, query: { limit: 200, cursor } })),
    )
    const facts = ({ number, id, origin, description }: Omit<Version, "config">): [string, unknown] => [
      `${repository}@${number}`,
      { id, origin, description },
    ]
    const known = ledger.versions.filter((version) => version.repository === repository)
    findings.push(
      ...differences(
        "versions",
        new Map(found.map((version) => facts(version as Version))),
        new Map(known.map((version) => facts(version as Version))),
      ),
    )
  }
  for (const { id, repository, number } of ledger.versions) {
    const params = { repository, version: String(number) }
    const version = await insist(around, (client) => client.getVersion({ params }))
    if ((await told(around, version)) !== ledger.ready.get(id)) findings.push(`${repository}@${number} has changed`)
  }
  return findings
}

async function verifyAliases(around: Surroundings): Promise<readonly string[]> {
  const { aliases } = around.ledger
  const { items } = await insist(around, (client) => client.listAliases({ params: { repository: "penguins" } }))
  const there = new Map(items.map(({ name, version }) => [name, version]))
  const findings = [
    ...differences("aliases", there, new Map([...aliases].map(([name, moves]) => [name, moves.at(-1)]))),
  ]
  for (const [alias, moves] of aliases) {
    const params = { repository: "penguins", alias }
    const history = await all((cursor) =>
      insist(around, (client) => client.listAliasMoves({ params, query: { limit: 200, cursor } })),
    )
    const expected = moves.map((to, i) => ({ from: moves[i - 1] ?? null, to }))
    const found = history.map(({ from, to }) => ({ from, to })).toReversed()
    if (!isDeepStrictEqual(found, expected)) findings.push(`the history of the alias ${alias} is not what was done`)
  }
  return findings
}

/** One row for each change, and no row that was seen is ever another. */
async function verifyAudit(around: Surroundings): Promise<readonly string[]> {
  const { ledger } = around
  const entries = await all((cursor) => insist(around, (client) => client.listAudit({ query: { limit: 200, cursor } })))
  const there = new Map(entries.map((entry) => [entry.id, JSON.stringify(entry)]))
  const changed = [...ledger.audit].filter(([id, text]) => there.get(id) !== text)
  for (const [id, text] of there) ledger.audit.set(id, text)
  const rows = Map.groupBy(entries, ({ action, object }) => `${action} ${object}`)
  const wrong = ledger.changes.filter((change) => rows.get(change)?.length !== 1)
  const moves = [...ledger.aliases.values()].reduce((sum, { length }) => sum + length, 0)
  const movesThere = entries.filter(({ action }) => action === "alias.move").length
  return [
    ...changed.map(([id]) => `row ${id} of the audit log is lost or changed`),
    ...wrong.map((change) => `the audit log has ${rows.get(change)?.length ?? 0} rows of ${change}`),
    ...(moves === movesThere ? [] : [`the audit log has ${movesThere} moves of aliases; ${moves} were acknowledged`]),
  ]
}

/** The last creations, sent again under their keys, are answered as they were. */
async function verifyCreations(around: Surroundings): Promise<readonly string[]> {
  const findings: string[] = []
  for (const { what, key, send, answer } of around.ledger.creations.slice(-25)) {
    const again = await insist(around, (client) => send(client, key))
    if (!isDeepStrictEqual(again, answer))
      findings.push(`the creation of a ${what} was answered otherwise when repeated`)
  }
  return findings
}

/** Every file is what its name says, and everything that the database names is there. */
async function verifyContents({ hub }: Surroundings, storage: string): Promise<readonly string[]> {
  const findings: string[] = []
  for (const folder of readdirSync(storage)) {
    if (folder === "incoming") continue
    for (const name of readdirSync(join(storage, folder))) {
      const sha256 = await hashOf(join(storage, folder, name))
      if (sha256 !== name || !name.startsWith(folder)) findings.push(`the stored file ${name} is half there`)
    }
  }
  const db = connect(hub.connectionString, { maxConnections: 1 })
  try {
    // What was given up is on its way out: its row goes after its file.
    const given = db.selectFrom("blob").where("created", ">", released)
    const blobs = await given.select(["sha256", "bytes"]).execute()
    for (const { sha256, bytes } of blobs) {
      const path = join(storage, sha256.slice(0, 2), sha256)
      if (!existsSync(path) || statSync(path).size !== bytes) findings.push(`the content ${sha256} is not there`)
    }
    const known = new Set(blobs.map(({ sha256 }) => sha256))
    const artifacts = await db.selectFrom("version_artifact").select(["version_id", "sha256"]).execute()
    const lost = artifacts.filter(({ sha256 }) => !known.has(sha256))
    findings.push(...lost.map(({ sha256 }) => `a version names the content ${sha256}, of which nothing is known`))
    const undone = await db.selectFrom("idempotency_key").select("key").where("is_done", "=", false).execute()
    findings.push(...undone.map(({ key }) => `the creation under the key ${key} was never answered for`))
  } finally {
    await db.destroy()
  }
  return findings
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const part of createReadStream(path)) hash.update(part as Buffer) // no encoding was set
  return hash.digest("hex")
}
