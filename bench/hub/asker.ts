// Sends requests to a hub over connections that are kept open, and reads the answers whole: little work, for it shares the machine.
import { connect, type Socket } from "node:net"

interface Asked {
  readonly method?: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly body?: object
}

export class Asker implements Disposable {
  readonly #free: Connection[] = []
  readonly #all: Connection[] = []
  readonly #url: URL
  readonly #token: string

  constructor(url: string, token: string) {
    this.#url = new URL(url)
    this.#token = token
  }

  /** The status; 0 where the connection broke, or the answer is none of this API. */
  async ask({ method = "GET", path, body }: Asked): Promise<number> {
    const text = body === undefined ? "" : JSON.stringify(body)
    const type = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`
    const head = `${method} /api/v1${path} HTTP/1.1\r\nhost: ${this.#url.host}\r\nauthorization: Bearer ${this.#token}\r\n`
    const connection = this.#free.pop() ?? this.#open()
    const status = await connection.ask(`${head}${body === undefined ? "" : type}\r\n${text}`)
    if (connection.isOpen) this.#free.push(connection)
    return status
  }

  #open(): Connection {
    const connection = new Connection(this.#url)
    this.#all.push(connection)
    return connection
  }

  [Symbol.dispose](): void {
    for (const connection of this.#all) connection.close()
  }
}

const headEnd = "\r\n\r\n"
const closingBrace = "}".charCodeAt(0)

/** One request at a time. */
class Connection {
  readonly #socket: Socket
  #answered: ((status: number) => void) | undefined
  /** Until the head is whole. */
  #head: Buffer = Buffer.alloc(0)
  #status = 0
  /** Bytes of the body that are still to come; undefined before the head is read. */
  #missing: number | undefined
  #lastByte = 0
  isOpen = true

  constructor({ hostname, port }: URL) {
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on("data", (chunk) => this.#receive(chunk))
    this.#socket.on("error", () => undefined) // "close" follows
    this.#socket.on("close", () => this.#end(0))
  }

  ask(request: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#answered = resolve
    this.#socket.write(request)
    return promise
  }

  close(): void {
    this.isOpen = false
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    const body = this.#missing === undefined ? this.#readHead(chunk) : chunk
    if (body === undefined || this.#missing === undefined) return
    this.#missing -= body.length
    this.#lastByte = body.at(-1) ?? this.#lastByte
    if (this.#missing > 0) return
    const isWhole = this.#missing === 0 && (this.#status === 204 || this.#lastByte === closingBrace)
    this.#end(isWhole ? this.#status : 0)
  }

  /** What of the body came with it. */
  #readHead(chunk: Buffer): Buffer | undefined {
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const end = this.#head.indexOf(headEnd)
    if (end < 0) return undefined
    const body = this.#head.subarray(end + headEnd.length)
    const head = this.#head.toString("latin1", 0, end).toLowerCase()
    this.#head = Buffer.alloc(0)
    this.#status = Number(head.slice(9, 12))
    this.#missing = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
    return body
  }

  /** An answer that is none ends the connection: what comes next on it would be read wrongly. */
  #end(status: number): void {
    if (status === 0) this.close()
    this.#missing = undefined
    this.#answered?.(status)
    this.#answered = undefined
  }
}
