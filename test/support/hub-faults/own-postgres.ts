// A PostgreSQL of a test's own, which can be killed with all its processes and started again on the same files.
import { execFileSync, spawn, type ChildProcess } from "node:child_process"
import { chownSync, existsSync, globSync, mkdirSync, rmSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import pg from "pg"
import { childrenOf } from "./processes.ts"

const programs = globSync("/usr/lib/postgresql/*/bin/initdb").map((path) => dirname(path))

/** Folder of its programs; undefined where it is not installed. */
export const postgresPrograms: string | undefined = programs.toSorted().at(-1)

export interface OwnPostgres extends AsyncDisposable {
  readonly connectionString: string
  start(): Promise<void>
  /** Ends it at once, with every process that serves a connection. */
  kill(): Promise<void>
}

/** PostgreSQL refuses to run as root. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))
  return { uid: idOf("-u"), gid: idOf("-g") }
}

/** Makes one in an empty folder, which it removes in the end, and starts it. */
export async function openOwnPostgres(folder: string): Promise<OwnPostgres> {
  const bin = postgresPrograms ?? ""
  const as = owner()
  mkdirSync(folder, { recursive: true })
  if (as !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, "data")
  execFileSync(
    join(bin, "initdb"),
    ["--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync"],
    { ...as, cwd: folder, stdio: "ignore" },
  )
  const port = await freePort()
  const connectionString = `postgres://postgres@127.0.0.1:${port}/postgres`
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: folder, max_connections: "50" }
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const child = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...words], {
      ...as,
      cwd: folder,
      stdio: "ignore",
    })
    server = child
    while (!(await answers(connectionString))) {
      if (child.exitCode !== null) return await start() // memory of the one that was killed is still held
      await delay(100)
    }
  }
  const kill = async (): Promise<void> => {
    const pid = server?.pid
    if (server === undefined || pid === undefined || server.exitCode !== null) return
    const ended = new Promise((resolve) => server?.once("exit", resolve))
    const backends = childrenOf(pid)
    server.kill("SIGKILL")
    for (const backend of backends) killIfThere(backend)
    await ended
    server = undefined
    while (backends.some((backend) => existsSync(`/proc/${backend}`))) await delay(20)
  }
  await start()
  return {
    connectionString,
    start,
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // it has ended by itself
  }
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on("error", () => undefined) // told by the query
  try {
    await client.connect()
    await client.query("select 1")
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined) // it may not have been connected
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo // it listens by TCP
  await new Promise((resolve) => server.close(resolve))
  return port
}
