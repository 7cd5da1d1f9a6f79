// A run's checkpoints as one file: a line of JSON with names and sizes, then the files' bytes one after the other.
import { createReadStream, linkSync, mkdirSync, readdirSync } from "node:fs"
import { mkdir, open, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { FidelioError } from "@fidelio/core"
import { z } from "zod"

const headSchema = z.strictObject({
  format_version: z.literal(1),
  /** Makes the content its own: it can be removed without a look at other versions. */
  version: z.string(),
  files: z.array(
    z.strictObject({
      path: z.string().regex(/^(?:checkpoint-\d+\.safetensors|checkpoints\.json)$/),
      bytes: z.int().min(0),
    }),
  ),
})
type Head = Readonly<z.output<typeof headSchema>>

/** Bytes that the line of JSON may have. */
const longestHead = 10_000

/** Names the files as they are now by links in another folder, so that they stay while the training goes on. */
export function holdFiles(directory: string, held: string): void {
  mkdirSync(held)
  for (const name of readdirSync(directory))
    if (!name.startsWith(".")) linkSync(join(directory, name), join(held, name))
}

/** The archive of a folder whose files do not change. */
export async function packCheckpoints(directory: string, version: string): Promise<Readable> {
  const names = readdirSync(directory).toSorted()
  const files = await Promise.all(
    names.map(async (path) => ({ path, bytes: (await stat(join(directory, path))).size })),
  )
  const head: Head = { format_version: 1, version, files }
  return Readable.from(contentOf(directory, head), { objectMode: false })
}

async function* contentOf(directory: string, head: Head): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(head)}\n`)
  for (const { path } of head.files)
    for await (const part of createReadStream(join(directory, path))) yield part as Buffer // no encoding was set
}

/** Writes the files of an archive into a folder, which it makes. */
export async function unpackCheckpoints(archive: Readable, directory: string): Promise<void> {
  const reader = new ChunkReader(archive)
  const head = headOf(await reader.line(longestHead))
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  for (const { path, bytes } of head.files) {
    await using file = await open(join(directory, path), "wx")
    for await (const part of reader.take(bytes)) await file.write(part)
  }
  await reader.end()
}

function headOf(line: string): Head {
  try {
    return headSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw damaged("does not begin as one", cause)
  }
}

class ChunkReader {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer> // streams of the storage have no encoding
  }

  /** Text up to the next line feed. */
  async line(longest: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10)
      if (end >= 0) {
        const text = this.#rest.toString("utf8", 0, end)
        this.#rest = this.#rest.subarray(end + 1)
        return text
      }
      if (this.#rest.length > longest || !(await this.#more())) throw damaged("does not begin as one")
    }
  }

  async *take(bytes: number): AsyncGenerator<Buffer> {
    let left = bytes
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw damaged("ends too early")
      const part = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(part.length)
      left -= part.length
      yield part
    }
  }

  /** Reads to the end, where the storage compares checksums. */
  async end(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#more())) throw damaged("goes on where it should end")
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done === true) return false
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return this.#rest.length > 0 || (await this.#more())
  }
}

const damaged = (what: string, cause?: unknown): FidelioError =>
  new FidelioError("artifact/corrupt", `The archive of the checkpoints ${what}.`, { cause })
