// Requests as tests send them: by fetch, or byte by byte over a socket, so that they can be wrong.
import { createConnection, type Socket } from "node:net"

export interface RawAnswer {
  /** 0 where the connection ended without an answer. */
  readonly status: number
  readonly head: string
  readonly body: string
}

const portOf = (url: string): number => Number(new URL(url).port)

/** Opens a connection to the server. */
export function connect(url: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = createConnection({ host: "127.0.0.1", port: portOf(url) }, () => resolve(socket))
  socket.once("error", reject)
  return promise
}

function parseAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const body = text.slice(end + 4)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  if (Buffer.byteLength(body) < length) return undefined
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body }
}

/** The next answer on a connection, or its end. */
export function nextAnswer(socket: Socket): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>()
  let text = ""
  const finish = (answer: RawAnswer): void => {
    socket.off("data", read)
    socket.off("close", ended)
    resolve(answer)
  }
  const read = (part: Buffer): void => {
    text += part.toString("latin1")
    const answer = parseAnswer(text)
    if (answer !== undefined) finish({ ...answer, body: Buffer.from(answer.body, "latin1").toString() })
  }
  const ended = (): void => finish(parseAnswer(text) ?? { status: 0, head: text, body: "" })
  socket.on("data", read)
  socket.on("close", ended)
  socket.on("error", () => undefined) // a reset ends it as well
  return promise
}

/** Sends bytes as they are and reads one answer. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = await connect(url)
  const answer = nextAnswer(socket)
  socket.write(bytes)
  const got = await answer
  socket.destroy()
  return got
}

/** A POST request as bytes. */
export function rawPost(path: string, body: string | Uint8Array, type = "application/json"): Uint8Array {
  const content = Buffer.from(body as string) // or bytes
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${content.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), content])
}

export interface JsonAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Asks, and reads the answer as JSON. */
export async function ask(url: string, init: RequestInit = {}): Promise<JsonAnswer> {
  const answer = await fetch(url, init)
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  }
}

export const postJson = (
  url: string,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> =>
  ask(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) })
