// A hub: database, storage, queue, HTTP server and workers, started in this order and closed in the other.
import { resolve } from "node:path"
import type { SignInLink } from "@fidelio/client"
import type { Kysely } from "kysely"
import { createApp, type Address } from "./app.ts"
import { createAdminLink, isUnused, prepareOrganisation } from "./auth/first-start.ts"
import { createConfigReader } from "./configs/config-reader.ts"
import type { HubContext } from "./context.ts"
import { alone } from "./db/alone.ts"
import { connect, databaseError } from "./db/connect.ts"
import { migrate } from "./db/migrate.ts"
import { keepTidy } from "./db/retention.ts"
import type { Database } from "./db/schema.ts"
import { openEmbeddedDatabase } from "./embedded/embedded-database.ts"
import { createVersionFeeds } from "./events/version-feeds.ts"
import { ownHosts } from "./http/own-address.ts"
import { listen, shutDown } from "./http/listen.ts"
import { builtPages } from "./http/pages.ts"
import { cookieSettings } from "./http/session-cookie.ts"
import { planHub, type HubOptions, type HubPlan } from "./hub-options.ts"
import { openJobQueue } from "./jobs/boss-queue.ts"
import { routes } from "./routes/index.ts"
import { createDiskStorage } from "./storage/disk-storage.ts"
import { keepStorageTidy } from "./storage/remove-unnamed.ts"
import { createTryModels } from "./try/try-models.ts"
import { announceHub, workerSecret } from "./worker/storage-place.ts"
import { openTemporary } from "./worker/temporary.ts"
import { startWorkers } from "./worker/start-workers.ts"

/** A hub that answers. */
export interface RunningHub extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** What it answers at. */
  readonly addresses: readonly Address[]
  /** For workers on this machine. */
  readonly connectionString: string
  /** Settles only when the embedded database is lost, with why: nothing can be answered any more. */
  readonly lost: Promise<unknown>
  /** A link that signs the first admin in, once. */
  createAdminLink(): Promise<SignInLink>
  /** Whether no admin has come in yet. */
  isUnused(): Promise<boolean>
  close(): Promise<void>
}

type Close = () => Promise<unknown>

/**
 * Starts a hub.
 *
 * @example
 * ```ts
 * const hub = await startHub({ data: "fidelio-hub", port: 8080 })
 * console.log((await hub.createAdminLink()).url)
 * await hub.close()
 * ```
 */
export async function startHub(options: HubOptions = {}): Promise<RunningHub> {
  const plan = planHub(options)
  const opened: Close[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close()
  }
  try {
    return running(await open(plan, opened), closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Opened {
  readonly hub: HubContext
  readonly addresses: readonly Address[]
  readonly connectionString: string
  readonly lost: Promise<unknown>
}

/** What is opened is closed by what it adds to the list. */
async function open(plan: HubPlan, opened: Close[]): Promise<Opened> {
  const { connectionString, db, lost } = await openDatabase(plan, opened)
  const address = { url: plan.url ?? "" }
  const hub = await openContext(plan, opened, { db, address })
  const { data, onFault } = plan
  const addresses = await serveHub(plan, opened, { hub, address })
  const tidying = keepTidy(db, onFault)
  opened.push(async () => await tidying[Symbol.asyncDispose]())
  const storageTidying = keepStorageTidy(db, hub.storage, onFault)
  opened.push(async () => await storageTidying[Symbol.asyncDispose]())
  const workers = startWorkers({
    count: plan.workers,
    database: connectionString,
    storage: plan.storage,
    concurrency: 1,
    temporary: resolve(data, "workers"),
    onEvent: plan.onWorkerEvent,
  })
  opened.push(() => workers.close())
  return { hub, addresses, connectionString, lost }
}

interface OpenedDatabase {
  readonly connectionString: string
  readonly db: Kysely<Database>
  readonly lost: Promise<unknown>
}

async function openDatabase(plan: HubPlan, opened: Close[]): Promise<OpenedDatabase> {
  const embedded = plan.database === undefined ? await openEmbeddedDatabase(plan.data, plan) : undefined
  if (embedded !== undefined) opened.push(() => embedded.close())
  const connectionString = plan.database ?? embedded!.connectionString // one of them is there
  const db = connect(connectionString, { maxConnections: plan.connections, onFault: plan.onFault })
  opened.push(() => db.destroy())
  try {
    await migrate(db)
  } catch (cause) {
    throw databaseError(connectionString, cause)
  }
  await prepareOrganisation(db)
  return { connectionString, db, lost: embedded?.lost ?? new Promise(() => undefined) }
}

/** Of the server, which is known only once it listens where it takes a free port. */
interface ListenedAddress {
  url: string
}

async function openContext(
  { data, storage: folder, limits, dataDirectories, onFault }: HubPlan,
  opened: Close[],
  { db, address }: { readonly db: Kysely<Database>; readonly address: ListenedAddress },
): Promise<HubContext> {
  const storage = await createDiskStorage(folder)
  const queue = await alone(db, () => openJobQueue(db, { onError: onFault })) // it may make its tables
  opened.push(() => queue.close())
  const temporary = await openTemporary(resolve(data, "temporary"))
  const models = createTryModels({ db, storage, temporary })
  opened.push(async () => await models[Symbol.asyncDispose]())
  const configs = createConfigReader()
  opened.push(async () => await configs[Symbol.asyncDispose]())
  return {
    db,
    storage,
    queue,
    configs,
    models,
    feeds: createVersionFeeds(db),
    limits,
    dataDirectories,
    temporary,
    get url() {
      return address.url
    },
  }
}

async function serveHub(
  plan: HubPlan,
  opened: Close[],
  { hub, address }: { readonly hub: HubContext; readonly address: ListenedAddress },
): Promise<readonly Address[]> {
  const closing = new AbortController()
  const { fastify, addresses } = await createApp({
    hub,
    routes,
    workerSecret: await workerSecret(hub.db),
    cookie: () => cookieSettings(address.url),
    isSecure: address.url.startsWith("https:"),
    closing: closing.signal,
    allowedHosts: ownHosts(plan),
    pages: builtPages(),
    signInsPerMinute: plan.signInsPerMinute,
    checkAnswers: plan.checkAnswers,
    onRequest: plan.onRequest,
    onFault: plan.onFault,
  })
  opened.push(() => shutDown(fastify, closing))
  const listened = await listen(fastify, plan)
  address.url ||= listened
  await announceHub(hub.db, address.url)
  return addresses
}

function running({ hub, addresses, connectionString, lost }: Opened, closeAll: () => Promise<void>): RunningHub {
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  return {
    url: hub.url,
    addresses,
    connectionString,
    lost,
    isUnused: () => isUnused(hub.db),
    createAdminLink: () => createAdminLink(hub.db, hub.url),
    close,
    [Symbol.asyncDispose]: close,
  }
}
