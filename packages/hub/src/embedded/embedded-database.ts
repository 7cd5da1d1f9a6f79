// The embedded database: PostgreSQL as WebAssembly in a thread, reached as any other by a connection string.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import type { DatabaseThreadData } from "./database-thread.ts"
import { keepDatabase, type KeepOptions } from "./kept-database.ts"
import { lockFolder, readLock } from "./lock.ts"

export interface EmbeddedDatabase extends AsyncDisposable {
  readonly connectionString: string
  /** Settles only when the database is lost and cannot be opened again, with why. */
  readonly lost: Promise<unknown>
  close(): Promise<void>
}

/** Bytes of a socket's path, the least that systems allow. */
const longestSocketPath = 100
const socketName = ".s.PGSQL.5432"

/** Opens the database of a data folder, or makes it; nobody else may have the folder open. */
export async function openEmbeddedDatabase(folder: string, options: KeepOptions = {}): Promise<EmbeddedDatabase> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socketFolder = makeSocketFolder(folder)
  const connectionString = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}&port=5432`
  const socketPath = join(socketFolder, socketName)
  const lock = await lockFolder(folder, { connection: connectionString, socket: socketPath })
  const data: DatabaseThreadData = { databasePath: join(folder, "database"), socketPath }
  const kept = await keepDatabase(data, options).catch((cause: unknown) => {
    lock.release()
    throw unusable(folder, cause)
  })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await kept.close()
    rmSync(socketPath, { force: true })
    lock.release()
  }
  return {
    connectionString,
    lost: kept.lost,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

/** How to reach the embedded database of a data folder whose hub runs. */
export function embeddedConnection(folder: string): string {
  const holder = readLock(folder)
  if (holder !== undefined) return holder.connection
  throw new FidelioError("hub/database", `No hub runs on the data folder "${folder}".`, {
    at: folder,
    hint: "Start one by fidelio hub --data, or give --database.",
  })
}

/** In the data folder; elsewhere where its path is too long for a socket. Its owner's alone, for the socket has no passwords. */
function makeSocketFolder(folder: string): string {
  const path = join(folder, "socket")
  if (Buffer.byteLength(join(path, socketName)) > longestSocketPath) return mkdtempSync(join(tmpdir(), "fidelio-hub-"))
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  return path
}

const unusable = (folder: string, cause: unknown): FidelioError =>
  new FidelioError("hub/database", `The embedded database in "${folder}" cannot be opened: ${String(cause)}.`, {
    at: folder,
    hint: "Is the disk full, or was the folder changed? Restore it from a copy.",
    cause,
  })
