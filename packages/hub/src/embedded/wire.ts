// The frames of PostgreSQL's protocol, as far as a server needs them that passes queries on.

/** What begins a connection. */
export type Opening = { readonly kind: "encryption" | "start" | "other"; readonly bytes: number }

const encryptionRequests = new Set([80_877_103, 80_877_104]) // TLS, GSSAPI
const version3 = 196_608

/** The opening frame at the head of what has arrived; undefined where more must come. */
export function readOpening(received: Buffer): Opening | undefined {
  if (received.length < 8) return undefined
  const bytes = received.readInt32BE(0)
  const code = received.readInt32BE(4)
  if (encryptionRequests.has(code)) return { kind: "encryption", bytes }
  if (received.length < bytes) return undefined
  return { kind: code === version3 ? "start" : "other", bytes }
}

/** Frames after which the server answers that it is ready: Query, Sync, FunctionCall. */
const endsOfCycle = new Set(Array.from("QSF", (letter) => letter.charCodeAt(0)))
/** Frames that ask for what has been done so far, within a cycle: Flush, CopyDone, CopyFail. */
const pausesOfCycle = new Set(Array.from("Hcf", (letter) => letter.charCodeAt(0)))
const terminate = "X".charCodeAt(0)

export interface Unit {
  /** Whole frames that can be run without a break. */
  readonly frames: Buffer
  readonly isWholeCycle: boolean
}

/** Frames that have arrived, in units to run; `rest` has not arrived whole, or waits for the end of its cycle. */
export function readUnits(received: Buffer): { units: readonly Unit[]; rest: Buffer; isEnd: boolean } {
  const units: Unit[] = []
  let begin = 0
  let at = 0
  while (received.length - at >= 5) {
    const type = received[at]!
    const next = at + 1 + received.readInt32BE(at + 1)
    if (type === terminate) return { units, rest: Buffer.alloc(0), isEnd: true }
    if (next > received.length) break
    at = next
    const isWholeCycle = endsOfCycle.has(type)
    if (!isWholeCycle && !pausesOfCycle.has(type)) continue
    units.push({ frames: received.subarray(begin, at), isWholeCycle })
    begin = at
  }
  return { units, rest: received.subarray(begin), isEnd: false }
}

const frame = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type, 0, "latin1")
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const texts = (...values: readonly string[]): Buffer => Buffer.from(values.map((value) => `${value}\0`).join(""))
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

export const ready = frame("Z", Buffer.from("I"))

/** What a client is told once it is let in. */
export const greeting = (serverVersion: string, id: number): Buffer =>
  Buffer.concat([
    frame("R", number(0)),
    ...Object.entries({
      server_version: serverVersion,
      server_encoding: "UTF8",
      client_encoding: "UTF8",
      DateStyle: "ISO, MDY",
      TimeZone: "UTC",
      integer_datetimes: "on",
      standard_conforming_strings: "on",
    }).map((pair) => frame("S", texts(...pair))),
    frame("K", Buffer.concat([number(id), number(0)])),
    ready,
  ])

export const errorFrame = (code: string, message: string, severity = "FATAL"): Buffer =>
  frame("E", texts(`S${severity}`, `V${severity}`, `C${code}`, `M${message}`, ""))

export const queryFrame = (sql: string): Buffer => frame("Q", texts(sql))
export const syncFrame = frame("S", Buffer.alloc(0))

/** `I`dle, in a `T`ransaction, in one that has `E`rred: what the last frame of a cycle's answer says. */
export const statusOf = (answer: Uint8Array): string | undefined =>
  answer.at(-6) === 0x5a && answer.at(-2) === 5 ? String.fromCharCode(answer.at(-1)!) : undefined

/** What the error says with which an answer ends, where it is one after which PostgreSQL stops. */
export function panicOf(answer: Uint8Array): string | undefined {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
  let last = 0
  for (let at = 0; at + 5 <= bytes.length; at += 1 + Math.max(4, bytes.readInt32BE(at + 1))) last = at
  if (bytes[last] !== 0x45) return undefined
  const fields = bytes.toString("utf8", last + 5).split("\0")
  if (!fields.some((field) => field === "VPANIC" || field === "VFATAL")) return undefined
  return fields.find((field) => field.startsWith("M"))?.slice(1) ?? "unknown"
}
