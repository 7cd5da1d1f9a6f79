// Content in a folder: written beside, synced, renamed; killed at any moment, each file is whole or not there.
import { createReadStream } from "node:fs"
import { mkdir, open, readdir, rename, rm, stat, utimes, type FileHandle } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { CancelledError, FidelioError } from "@fidelio/core"
import { ensureDirectory, errorCode, writeError } from "@fidelio/engine/files"
import { blobFolder, blobPath, isSha256 } from "./blob-path.ts"
import { absent, checkAnnounced, damaged, Measured, Verified } from "./checked-content.ts"
import { removeLeftovers, temporaryName } from "./leftovers.ts"
import type { ListedBlob, PutOptions, Storage, StoredBlob } from "./storage.ts"

/** Opens a folder of contents, made where it is not there; what was left half written is removed. */
export async function createDiskStorage(root: string): Promise<Storage> {
  const incoming = join(root, "incoming")
  await ensureDirectory(incoming)
  await removeLeftovers(incoming)
  return new DiskStorage(root, incoming)
}

class DiskStorage implements Storage {
  readonly #root: string
  readonly #incoming: string
  /** Of contents whose files were found right, what their files were like then. */
  readonly #checked = new Map<string, string>()

  constructor(root: string, incoming: string) {
    this.#root = root
    this.#incoming = incoming
  }

  async put(content: Readable | Uint8Array, options: PutOptions = {}): Promise<StoredBlob> {
    const path = join(this.#incoming, temporaryName())
    const source = content instanceof Uint8Array ? Readable.from([content]) : content
    let broken: unknown
    source.once("error", (cause) => (broken = cause))
    try {
      const blob = await write(path, source, options)
      checkAnnounced(options.sha256, blob.sha256)
      await this.#place(path, blob)
      return blob
    } catch (cause) {
      source.destroy()
      await rm(path, { force: true }).catch(() => undefined) // the first failure is told; the next start removes it
      if (options.signal?.aborted === true) throw new CancelledError("The content was not sent to its end.", { cause })
      throw cause === broken || errorCode(cause) === "ERR_STREAM_PREMATURE_CLOSE"
        ? brokenOff(cause)
        : writeError(this.#root, cause)
    }
  }

  async #place(path: string, { sha256, bytes }: StoredBlob): Promise<void> {
    const target = blobPath(this.#root, sha256)
    const there = await sizeOf(target)
    if (there === bytes) {
      const now = new Date()
      await utimes(target, now, now) // young again: no removal takes it for forgotten
      return await rm(path)
    }
    const folder = blobFolder(this.#root, sha256)
    if ((await mkdir(folder, { recursive: true })) !== undefined) await sync(this.#root)
    await rename(path, target)
    await sync(folder)
  }

  async has(sha256: string): Promise<boolean> {
    return (await sizeOf(blobPath(this.#root, sha256))) !== undefined
  }

  async read(sha256: string): Promise<Readable> {
    const file = await this.#open(sha256)
    const content = file.createReadStream({ highWaterMark: 1 << 18 })
    const verified = new Verified(sha256)
    pipeline(content, verified).catch(() => undefined) // the reader is told by its end
    return verified
  }

  async file(sha256: string): Promise<string> {
    const path = blobPath(this.#root, sha256)
    const found = await likenessOf(path)
    if (found === undefined) throw absent(sha256)
    if (this.#checked.get(sha256) === found) return path
    const measured = new Measured()
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), measured.resume())
    if (measured.found().sha256 !== sha256) throw damaged(sha256)
    this.#checked.set(sha256, found)
    return path
  }

  async remove(sha256: string, unusedSince?: Date): Promise<boolean> {
    const path = blobPath(this.#root, sha256)
    this.#checked.delete(sha256)
    const found = unusedSince === undefined ? undefined : await stat(path).catch(orAbsent)
    if (unusedSince !== undefined && found !== undefined && found.mtime > unusedSince) return false
    await rm(path, { force: true })
    return true
  }

  async *list(): AsyncGenerator<ListedBlob, void> {
    for (const folder of await readdir(this.#root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const sha256 of await readdir(join(this.#root, folder))) {
        const found = isSha256(sha256) ? await stat(join(this.#root, folder, sha256)).catch(orAbsent) : undefined
        if (found !== undefined) yield { sha256, bytes: found.size, put: found.mtime }
      }
    }
  }

  async #open(sha256: string): Promise<FileHandle> {
    try {
      return await open(blobPath(this.#root, sha256))
    } catch (cause) {
      throw errorCode(cause) === "ENOENT" ? absent(sha256) : cause
    }
  }
}

/** Writes all of a stream to a new file, until the disk has it. */
async function write(path: string, source: Readable, { limit, signal }: PutOptions): Promise<StoredBlob> {
  const measured = new Measured(limit)
  await using file = await open(path, "wx", 0o600)
  const fill = (parts: AsyncIterable<Buffer>): Promise<void> => file.writeFile(parts)
  await pipeline(source, measured, fill, signal === undefined ? {} : { signal })
  await file.sync()
  return measured.found()
}

/** The stream that was to be written failed, not the disk. */
const brokenOff = (cause: unknown): FidelioError =>
  cause instanceof FidelioError
    ? cause
    : new FidelioError("hub/request", "The content broke off before its end.", { hint: "Send it again.", cause })

/** A new name lasts once its folder is on the disk. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, "r")
  await handle.sync()
}

const orAbsent = (cause: unknown): undefined => {
  if (errorCode(cause) !== "ENOENT") throw cause
}

const sizeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(orAbsent))?.size

async function likenessOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(orAbsent)
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`
}
