// Bytes that are measured and hashed as they pass.
import { createHash } from "node:crypto"
import { Transform, type TransformCallback } from "node:stream"
import { FidelioError } from "@fidelio/core"
import type { StoredBlob } from "./storage.ts"

/** Counts and hashes what goes through; refuses more than the limit. */
export class Measured extends Transform {
  readonly #hash = createHash("sha256")
  readonly #limit: number
  #bytes = 0

  constructor(limit = Infinity) {
    super()
    this.#limit = limit
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limit) return done(tooLarge(this.#limit))
    this.#hash.update(chunk)
    done(null, chunk)
  }

  /** What went through, once it has ended. */
  found(): StoredBlob {
    return { sha256: this.#hash.digest("hex"), bytes: this.#bytes }
  }
}

/** Lets content pass, but its last bytes only if all of it is what its SHA-256 says: a reader never takes damaged content for whole. */
export class Verified extends Transform {
  readonly #hash = createHash("sha256")
  readonly #sha256: string
  #held: Buffer | undefined

  constructor(sha256: string) {
    super()
    this.#sha256 = sha256
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk)
    const ready = this.#held
    this.#held = chunk
    done(null, ready)
  }

  override _flush(done: TransformCallback): void {
    if (this.#hash.digest("hex") === this.#sha256) return done(null, this.#held)
    done(damaged(this.#sha256))
  }
}

const tooLarge = (limit: number): FidelioError =>
  new FidelioError("hub/too-large", `The content has more than ${limit.toLocaleString("en-US")} bytes.`, {
    hint: "Send less, or let the hub be started with a higher limit.",
  })

export const damaged = (sha256: string): FidelioError =>
  new FidelioError("hub/storage", `The stored content ${sha256} is damaged: it is no longer what its SHA-256 says.`, {
    at: sha256,
    hint: "Restore the file of this name in the storage from a backup, or send the content again.",
  })

export const absent = (sha256: string): FidelioError =>
  new FidelioError("hub/storage", `The content ${sha256} is not in the storage.`, {
    at: sha256,
    hint: "Is it the storage folder that the hub was used with before?",
  })

/** The SHA-256 that content was announced with, against the one that it has. */
export function checkAnnounced(announced: string | undefined, found: string): void {
  if (announced === undefined || announced === found) return
  throw new FidelioError("hub/checksum", `The content has SHA-256 ${found}; expected ${announced}.`, {
    hint: "It was changed or cut off on its way; send it again.",
  })
}
