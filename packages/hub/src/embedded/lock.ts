// The lock of a data folder: the embedded database does not notice that another process has it open, and would be ruined.
import { linkSync, mkdirSync, readFileSync, readlinkSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { hostname } from "node:os"
import { join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import { startOf } from "../process-start.ts"

export interface Lock {
  /** Lets go of the folder. */
  release(): void
}

/** Who holds a folder. */
export interface LockHolder extends Reach {
  readonly pid: number
  /** When the process began, in the system's own measure: its number may be given to another. */
  readonly started: string
  readonly boot: string
  /** Where the numbers of processes mean something else, as in containers. */
  readonly processes: string
  readonly host: string
}

/** By what the holder is reached. */
export interface Reach {
  /** A connection string. */
  readonly connection: string
  /** The path of its socket. */
  readonly socket: string
}

const lockName = "hub.lock"

/** Takes the folder, or refuses where a process has it that lives. A dead one's lock is taken over. */
export async function lockFolder(folder: string, { connection, socket }: Reach): Promise<Lock> {
  const path = join(folder, lockName)
  const own: LockHolder = { ...identify(process.pid), connection, socket }
  if (!create(path, own)) await takeOver(path, folder, own)
  return {
    release() {
      const holder = readLock(folder)
      if (holder?.pid === own.pid && holder.started === own.started) rmSync(path, { force: true })
    },
  }
}

/** Who holds the folder, dead or alive; undefined where nobody does. */
export function readLock(folder: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, lockName), "utf8")) as LockHolder // written below, as a whole
  } catch {
    return undefined
  }
}

/** A link is made only where there is none, and has its content from the first moment. */
function create(path: string, holder: LockHolder): boolean {
  const draft = `${path}.${holder.pid}`
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

async function takeOver(path: string, folder: string, own: LockHolder): Promise<void> {
  const turn = `${path}.turn` // one at a time looks and replaces
  try {
    if (isOld(turn)) rmdirSync(turn) // of a process that was killed within it
    mkdirSync(turn)
  } catch (cause) {
    throw locked(folder, "another process is taking it over", cause)
  }
  try {
    const holder = readLock(folder)
    if (holder !== undefined && (await mayLive(holder, own)))
      throw locked(folder, `process ${holder.pid} on ${holder.host} has it open`)
    rmSync(path, { force: true })
    if (!create(path, own)) throw locked(folder, "another process has just taken it")
  } finally {
    rmdirSync(turn)
  }
}

const isOld = (path: string): boolean => {
  const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {}
  return Date.now() - mtimeMs > 60_000
}

const locked = (folder: string, why: string, cause?: unknown): FidelioError =>
  new FidelioError("hub/locked", `The data folder "${folder}" is in use: ${why}.`, {
    at: folder,
    hint: `Stop the other hub or give another folder by --data. If no hub runs, remove "${lockName}*" from the folder.`,
    cause,
  })

/** Only what is certainly dead is: a process of this machine that is not there, that is another one by now, or that does not listen. */
async function mayLive(holder: LockHolder, own: LockHolder): Promise<boolean> {
  if (holder.host !== own.host) return true
  if (holder.boot !== own.boot) return false
  if (holder.processes === own.processes) return holder.started !== "" && startOf(holder.pid) === holder.started
  return await answers(holder.socket) // a container that was started again, or its neighbour
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false))
    connection.once("connect", () => connection.destroy())
  })
}

function identify(pid: number): Omit<LockHolder, keyof Reach> {
  return {
    pid,
    started: startOf(pid),
    boot: readOr("/proc/sys/kernel/random/boot_id", "").trim(),
    processes: linkOr("/proc/self/ns/pid", ""),
    host: hostname(),
  }
}

const readOr = (path: string, other: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return other
  }
}

const linkOr = (path: string, other: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return other
  }
}
