// In which format a file of rows is, and what it is packed with: by what is said, by its name, by its first bytes.
import { Readable, type Duplex } from "node:stream"
import { createGunzip, createZstdDecompress } from "node:zlib"
import { DataError } from "@fidelio/core"
import { formatOfName, type DataFormat } from "@fidelio/engine"

const lookedAt = 4096

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte)

const isGzip = (bytes: Uint8Array): boolean => startsWith(bytes, [0x1f, 0x8b])
const isZstd = (bytes: Uint8Array): boolean => startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])
const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])

interface Begun {
  readonly beginning: Buffer
  /** All of it, the beginning included. */
  readonly content: Readable
}

async function begin(stream: Readable): Promise<Begun> {
  const parts = stream[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer> // a stream of bytes
  const first: Buffer[] = []
  for (let length = 0; length < lookedAt;) {
    const { done, value } = await parts.next()
    if (done === true) break
    first.push(value)
    length += value.length
  }
  const beginning = Buffer.concat(first)
  return { beginning: beginning.subarray(0, lookedAt), content: Readable.from(joined(beginning, parts), asBytes) }
}

const asBytes = { objectMode: false }

async function* joined(beginning: Buffer, rest: AsyncIterableIterator<Buffer>): AsyncGenerator<Buffer> {
  if (beginning.length > 0) yield beginning
  yield* rest
}

export interface OpenedTable {
  readonly content: Readable
  /** What it is, as far as its bytes and name tell; what is packed is told when it is unpacked. */
  readonly format: DataFormat
}

export interface TableNames {
  readonly format?: DataFormat | undefined
  readonly file?: string | undefined
}

/** Unpacks what is packed, and tells the format. */
export async function openTable(stream: Readable, { format, file = "" }: TableNames): Promise<OpenedTable> {
  let { beginning, content } = await begin(stream)
  if (isGzip(beginning)) ({ beginning, content } = await begin(unpack(content, createGunzip())))
  else if (isZstd(beginning)) ({ beginning, content } = await begin(unpack(content, createZstdDecompress())))
  if (isZip(beginning)) {
    content.destroy()
    throw new DataError("data/unreadable", "The file is a ZIP archive or an Excel workbook.", {
      hint: "Unpack it, or save the sheet as CSV.",
    })
  }
  return { content, format: format ?? formatOfName(file) ?? ofContent(beginning) }
}

const unpack = (packed: Readable, unpacking: Duplex): Readable => Readable.from(unpacked(packed, unpacking), asBytes)

async function* unpacked(packed: Readable, unpacking: Duplex): AsyncGenerator<Buffer> {
  packed.once("error", (cause) => unpacking.destroy(cause))
  try {
    yield* packed.pipe(unpacking)
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && /^(Z_|ZSTD_)/.test(String(cause.code)))) throw cause
    throw new DataError("data/unreadable", "The file is packed, but damaged or cut off.", { cause })
  } finally {
    packed.destroy()
  }
}

function ofContent(beginning: Buffer): DataFormat {
  const text = beginning.toString("utf8").trimStart()
  if (text.startsWith("PAR1")) return "parquet"
  if (text.startsWith("ARROW1")) return "arrow"
  if (text.startsWith("[")) return "json"
  if (text.startsWith("{")) return /\}\s*\n\s*\{/.test(text) ? "jsonl" : "json"
  const [header = ""] = text.split("\n", 1)
  return header.includes("\t") && !header.includes(",") ? "tsv" : "csv"
}
