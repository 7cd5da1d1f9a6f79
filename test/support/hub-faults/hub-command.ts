// `fidelio hub` as a process that can be killed and started again on the same data.
import type { ChildProcess } from "node:child_process"
import { dirname } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { createHubClient, type HubClient } from "../../../packages/client/src/index.ts"
import { embeddedConnection } from "../../../packages/hub/src/index.ts"
import { outcomeOf, startFidelio, type Outcome } from "../command.ts"
import { childrenOf } from "./processes.ts"

export interface HubPlace {
  /** Its data folder. */
  readonly data: string
  /** `postgres://…`; none: the embedded one. */
  readonly database?: string | undefined
  readonly workers: number
  readonly words?: readonly string[]
  /** Runs it in surroundings of their own. */
  readonly within?: readonly string[]
  /** The data folder as it is seen from here, where that is another path. */
  readonly seenAt?: string | undefined
}

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly outcome: Promise<Outcome>
}

export class HubCommand {
  readonly place: HubPlace
  /** Everything that was printed, of every start. */
  printed = ""
  #running: Running | undefined
  #token: string | undefined

  constructor(place: HubPlace) {
    this.place = place
  }

  /** Starts it and waits until it answers; the first time a token is made by way of the sign-in link. */
  async start(): Promise<void> {
    const { data, database, workers, words = [], within } = this.place
    const where = database === undefined ? [] : ["--database", database]
    const all = ["hub", "--json", "--port", "0", "--data", data, "--workers", String(workers), ...where, ...words]
    const child = startFidelio(all, { cwd: dirname(data), env: { FIDELIO_HUB_DATABASE: "" }, within })
    const outcome = outcomeOf(child)
    const from = this.printed.length
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: string) => (this.printed += text))
    const linePattern = /^\{"event":"hub".*\}$/m
    let line: RegExpExecArray | null = null
    while ((line = linePattern.exec(this.printed.slice(from))) === null) {
      if (child.exitCode !== null || child.signalCode !== null) throw new HubEnded(await outcome)
      await delay(20)
    }
    const { url, sign_in_link } = JSON.parse(line[0]) as { url: string; sign_in_link: string }
    this.#token ??= await tokenBy(url, sign_in_link)
    this.#running = { child, url, outcome }
  }

  get pid(): number {
    return this.#live.child.pid!
  }

  get url(): string {
    return this.#live.url
  }

  get token(): string {
    return this.#token!
  }

  get client(): HubClient {
    return createHubClient({ url: this.url, token: this.token })
  }

  /** How its database is reached, by who looks into it from beside. */
  get connectionString(): string {
    const { data, database, seenAt = data } = this.place
    return database ?? embeddedConnection(seenAt).replace(encodeURIComponent(data), encodeURIComponent(seenAt))
  }

  get workerPids(): readonly number[] {
    return childrenOf(this.pid, "worker-process")
  }

  get trainingPids(): readonly number[] {
    return this.workerPids.flatMap((pid) => childrenOf(pid, "training-process"))
  }

  /** Waits until it says that it and its database are well; it must not have ended. */
  async untilWell(): Promise<void> {
    const { child, url, outcome } = this.#live
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new HubEnded(await outcome)
      const response = await fetch(`${url}/api/v1/health`).catch(() => undefined) // it has just ended
      if (response?.ok === true) return
      await delay(50)
    }
  }

  /** Ends it by a signal, and waits until it is gone. */
  async end(name: "SIGKILL" | "SIGTERM"): Promise<Outcome> {
    const { child, outcome } = this.#live
    child.kill(name)
    return await outcome
  }

  get #live(): Running {
    if (this.#running === undefined) throw new TypeError("the hub was not started")
    return this.#running
  }
}

export class HubEnded extends Error {
  constructor({ status, signal, stdout, stderr }: Outcome) {
    super(`the hub ended by ${signal ?? status}: ${stdout}${stderr}`)
  }
}

/** As a person who follows the link gets one. */
async function tokenBy(url: string, link: string): Promise<string> {
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret: new URL(link).hash.slice(1) }),
  })
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";", 1)[0]!
  const { csrf_token } = (await signedIn.json()) as { csrf_token: string }
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, "x-csrf-token": csrf_token },
    body: JSON.stringify({ name: "faults", role: "admin" }),
  })
  return ((await made.json()) as { secret: string }).secret
}
