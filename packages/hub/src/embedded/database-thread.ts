// The thread of the embedded database: it computes here, so that the server's own thread stays free to answer.
import { parentPort, workerData } from "node:worker_threads"
import { PGlite } from "@electric-sql/pglite"
import { serveWire } from "./wire-server.ts"

/** What the thread is started with. */
export interface DatabaseThreadData {
  readonly databasePath: string
  readonly socketPath: string
}

/** What it says. */
export type DatabaseThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "closed" }
  | { readonly kind: "lost"; readonly error: Error }

const { databasePath, socketPath } = workerData as DatabaseThreadData // given by embedded-database.ts

const say = (message: DatabaseThreadMessage): void => parentPort?.postMessage(message)

const idleMs = 30_000

const database = await PGlite.create({ dataDir: databasePath })
await database.exec("set timezone to 'UTC'")
const { rows } = await database.query<{ server_version: string }>("show server_version")
const server = await serveWire({
  socketPath,
  serverVersion: rows[0]!.server_version,
  idleMs,
  run: (frames) => database.execProtocolRaw(frames),
  onLost: (error) => say({ kind: "lost", error: error instanceof Error ? error : new TypeError(String(error)) }),
})
parentPort?.once("message", () => {
  void (async () => {
    await server.close()
    await database.close()
    say({ kind: "closed" })
    parentPort?.close()
  })()
})
say({ kind: "ready" })
