// Requests at a rate of their own, whether or not the server keeps up: many clients, not one that waits for its answer.
import { connect, type Socket } from "node:net"
import type { Requests } from "./requests.ts"

/** A request as it goes over the wire. */
export interface Shot {
  readonly kind: string
  readonly bytes: Buffer
}

export interface Answer {
  readonly shot: Shot
  /** 0 where the connection broke first. */
  readonly status: number
  /** From the time at which it was to be sent. */
  readonly milliseconds: number
  readonly hasRetryAfter: boolean
  readonly body: string
}

export interface OpenLoopOptions {
  readonly port: number
  /** Requests that can be under way at once. */
  readonly connections: number
  /** Whether requests wait for a free connection; otherwise they are not sent, and counted. */
  readonly isPatient: boolean
  onAnswer(answer: Answer): void
}

interface Waiting {
  readonly shot: Shot
  readonly since: number
}

/** Connections that are kept open, of which each has one request under way at most. */
export class OpenLoop implements Disposable {
  readonly #options: OpenLoopOptions
  readonly #free: Connection[] = []
  readonly #all: Connection[] = []
  readonly #waiting: Waiting[] = []
  /** Requests that found no free connection. */
  unsent = 0
  sent = 0

  constructor(options: OpenLoopOptions) {
    this.#options = options
    for (let i = 0; i < options.connections; i++) {
      const connection = new Connection(options.port, (answer) => {
        options.onAnswer(answer)
        this.#release(connection)
      })
      this.#all.push(connection)
      this.#free.push(connection)
    }
  }

  /** Settles when every connection is open. */
  async opened(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.open()))
  }

  send(shot: Shot): void {
    const since = performance.now()
    const connection = this.#free.pop()
    if (connection !== undefined) {
      this.sent++
      connection.send({ shot, since })
    } else if (this.#options.isPatient) this.#waiting.push({ shot, since })
    else this.unsent++
  }

  /** Sends `rate` requests a second, evenly; what a late timer missed is sent at once. */
  async fire(load: { readonly rate: number; readonly seconds: number; readonly next: () => Shot }): Promise<void> {
    const began = performance.now()
    const total = Math.round(load.rate * load.seconds)
    let fired = 0
    await new Promise<void>((resolve) => {
      const tick = (): void => {
        const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * load.rate))
        for (; fired < due; fired++) this.send(load.next())
        if (fired < total) setTimeout(tick, 1)
        else resolve()
      }
      tick()
    })
  }

  /** Settles when every answer is there. */
  async settled(): Promise<void> {
    while (this.#free.length < this.#all.length) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  [Symbol.dispose](): void {
    for (const connection of this.#all) connection.close()
  }

  #release(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(connection)
    else {
      this.sent++
      connection.send(next)
    }
  }
}

const headEnd = Buffer.from("\r\n\r\n")

class Connection {
  readonly #port: number
  readonly #onAnswer: (answer: Answer) => void
  #socket: Socket | undefined
  #received: Buffer = Buffer.alloc(0)
  #current: Waiting | undefined

  constructor(port: number, onAnswer: (answer: Answer) => void) {
    this.#port = port
    this.#onAnswer = onAnswer
  }

  async open(): Promise<void> {
    const socket = this.#connected()
    if (socket.connecting) await new Promise<void>((resolve) => socket.once("connect", () => resolve()))
  }

  send(request: Waiting): void {
    this.#current = request
    this.#connected().write(request.shot.bytes)
  }

  close(): void {
    this.#current = undefined
    this.#socket?.destroy()
  }

  #connected(): Socket {
    if (this.#socket !== undefined) return this.#socket
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true })
    socket.on("data", (chunk) => this.#receive(chunk))
    socket.on("error", () => undefined) // "close" follows
    socket.on("close", () => this.#lost(socket))
    this.#socket = socket
    return socket
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(headEnd)
    if (end < 0) return
    const head = this.#received.toString("latin1", 0, end).toLowerCase()
    const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
    const bodyAt = end + headEnd.length
    if (this.#received.length < bodyAt + length) return
    const body = this.#received.toString("utf8", bodyAt, bodyAt + length)
    this.#received = Buffer.alloc(0)
    if (head.includes("\r\nconnection: close")) this.#forget()
    this.#answer(Number(head.slice(9, 12)), head.includes("\r\nretry-after:"), body)
  }

  #lost(socket: Socket): void {
    if (this.#socket !== socket) return
    this.#forget()
    this.#answer(0, false, "")
  }

  /** The next request takes a new connection. */
  #forget(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#received = Buffer.alloc(0)
    socket?.destroy()
  }

  #answer(status: number, hasRetryAfter: boolean, body: string): void {
    const current = this.#current
    if (current === undefined) return // it was idle
    this.#current = undefined
    this.#onAnswer({
      shot: current.shot,
      status,
      milliseconds: performance.now() - current.since,
      hasRetryAfter,
      body,
    })
  }
}

/** Bytes of a request. */
export function shotOf(kind: string, path: string, contentType: string, body: string | Buffer): Shot {
  const bytes = Buffer.from(body)
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`
  return { kind, bytes: Buffer.concat([Buffer.from(head), bytes]) }
}

/** The next of these in turn, without end. */
export function inTurn<T>(items: readonly T[]): () => T {
  let place = 0
  return () => items[place++ % items.length]! // there are some
}

export const shotsOf = (kind: string, { path, contentType, bodies }: Requests): readonly Shot[] =>
  bodies.map((body) => shotOf(kind, path, contentType, body))

export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/** Processor seconds of this process, which makes the load. */
export function ownSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
