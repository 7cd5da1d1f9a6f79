// wrk, the load tool: so many connections, each asking again as soon as it has its answer.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { measureCommand } from "../support/command.ts"
import type { Requests } from "./requests.ts"
import type { Server } from "./server.ts"

export interface Load {
  readonly connections: number
  readonly seconds: number
}

/** Of the answers with a good status a second; milliseconds. */
export type LoadFigures = {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  /** Requests that were refused, or got no answer. */
  readonly failed: number
  readonly others: number | undefined
}

const script = fileURLToPath(new URL("request.lua", import.meta.url))

interface Printed {
  readonly requests: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
  readonly broken: number
}

export async function runWrk(server: Server, requests: Requests, { connections, seconds }: Load): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  try {
    const bodies = join(folder, "bodies")
    writeFileSync(bodies, `${requests.bodies.map((body) => body.replaceAll("\r\n", String.raw`\r\n`)).join("\n")}\n`)
    const words = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "60s", "-s", script]
    const before = server.cpuSeconds()
    const result = await measureCommand({
      command: "wrk",
      words: [...words, `http://127.0.0.1:${server.port}`, "--", requests.path, bodies, requests.contentType],
    })
    const used = server.cpuSeconds() - before
    const printed = JSON.parse(result.output.trim().split("\n").at(-1) ?? "") as Printed // what the script prints last
    if (printed.requests === printed.refused) throw new Error(`None of ${printed.requests} requests was answered well.`)
    return {
      rate: (printed.requests - printed.refused) / printed.seconds,
      p50: printed.p50,
      p99: printed.p99,
      failed: printed.refused + printed.broken,
      others: result.others === undefined ? undefined : Math.max(0, result.others - used / result.seconds),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
