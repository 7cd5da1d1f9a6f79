// Hubs in tests: on the embedded database, or each on a database of its own where FIDELIO_TEST_DATABASE names a server.
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { hash, randomUUID } from "node:crypto"
import { readFileSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { createHubClient, type HubClient, type Role } from "../../packages/client/src/index.ts"
import { startHub as start, type HubOptions, type RunningHub } from "../../packages/hub/src/index.ts"
import { makeToken, hashOf, prefixOf } from "../../packages/hub/src/auth/secrets.ts"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { migrate } from "../../packages/hub/src/db/migrate.ts"
import { openEmbeddedDatabase } from "../../packages/hub/src/embedded/embedded-database.ts"
import { root } from "./sources.ts"

export interface TestHub extends AsyncDisposable {
  readonly hub: RunningHub
  readonly url: string
  /** `postgres://…` of its database. */
  readonly database: string
  /** Its data folder. */
  readonly data: string
  /** Faults of the hub's own, as they come. */
  readonly faults: readonly unknown[]
  /** Secrets of tokens, one a role. */
  readonly tokens: Readonly<Record<Role, string>>
  /** A client with a token of the role. */
  client(role?: Role): HubClient
  /** A request as it is, with a token of the role. */
  fetch(path: string, options?: RequestInit & { readonly role?: Role }): Promise<Response>
  close(): Promise<void>
}

/** A server of PostgreSQL on which each hub has a database of its own; none: the embedded one is used. */
export const testDatabaseServer = process.env["FIDELIO_TEST_DATABASE"] ?? ""

/** A hub in a folder of its own, without workers where none are asked for. It is gone when it is closed. */
export async function startTestHub(options: HubOptions = {}): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-hub-test-"))
  const database = await makeDatabase(folder)
  const faults: unknown[] = []
  const hub = await start({
    port: 0,
    workers: 0,
    data: folder,
    database: database.connectionString,
    checkAnswers: true,
    signInsPerMinute: 1000,
    onFault: (error) => void faults.push(error),
    ...options,
  })
  const { url, connectionString } = hub
  const tokens = await makeMembers(connectionString)
  const close = async (): Promise<void> => {
    await hub.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    hub,
    url,
    database: connectionString,
    data: folder,
    faults,
    tokens,
    client: (role = "admin") => createHubClient({ url, token: tokens[role] }),
    fetch: (path, { role = "admin", ...init } = {}) =>
      fetch(url + path, { ...init, headers: { authorization: `Bearer ${tokens[role]}`, ...headersOf(init) } }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const headersOf = ({ headers }: RequestInit): Record<string, string> => Object.fromEntries(new Headers(headers))

/** A member of each role, with a token that may all that the role may. */
async function makeMembers(connectionString: string): Promise<Record<Role, string>> {
  const db = connect(connectionString, { maxConnections: 1 })
  const make = async (role: Role): Promise<string> => {
    const secret = makeToken()
    const { id } = await db
      .insertInto("user")
      .values({ name: `The ${role}`, email: `${role}@example.org`, role })
      .returning("id")
      .executeTakeFirstOrThrow()
    const token = { name: `for tests as ${role}`, kind: "personal", role, user_id: id } as const
    await db
      .insertInto("token")
      .values({ ...token, prefix: prefixOf(secret), secret_hash: hashOf(secret) })
      .execute()
    return secret
  }
  try {
    return { viewer: await make("viewer"), editor: await make("editor"), admin: await make("admin") }
  } finally {
    await db.destroy()
  }
}

interface TestDatabase {
  /** Undefined: the hub's own. */
  readonly connectionString: string | undefined
  drop(): Promise<void>
}

/** A fresh database of the server; or the folder gets a copy of an embedded one, which takes seconds to make. */
export async function makeDatabase(folder: string): Promise<TestDatabase> {
  if (testDatabaseServer !== "") return await createOnServer()
  cpSync(await embeddedTemplate(), join(folder, "database"), { recursive: true })
  return { connectionString: undefined, drop: () => Promise.resolve() }
}

/** A database of its own on the server that the tests were given. */
export async function createOnServer(): Promise<TestDatabase & { readonly connectionString: string }> {
  const name = `hub_${randomUUID().replaceAll("-", "")}`
  await onServer(`create database ${name}`)
  const url = new URL(testDatabaseServer)
  url.pathname = `/${name}`
  return { connectionString: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabaseServer })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Folder of an embedded database with today's tables, made once for all tests of these tables. */
async function embeddedTemplate(): Promise<string> {
  const folder = join(root, "packages/hub/src/db/migrations")
  const files = readdirSync(folder).toSorted()
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8"))
  const pglite = readFileSync(join(root, "node_modules/@electric-sql/pglite/package.json"), "utf8")
  const name = hash("sha256", [...texts, pglite].join("\n")).slice(0, 16)
  const path = join(tmpdir(), `fidelio-hub-template-${name}`)
  if (existsSync(path)) return path
  const draft = mkdtempSync(join(tmpdir(), "fidelio-hub-template-"))
  const embedded = await openEmbeddedDatabase(draft)
  const db = connect(embedded.connectionString)
  await migrate(db)
  await db.destroy()
  await embedded.close()
  try {
    renameSync(join(draft, "database"), path)
  } catch (error) {
    if (!existsSync(path)) throw error // another test has made it meanwhile
  }
  rmSync(draft, { recursive: true, force: true })
  return path
}
