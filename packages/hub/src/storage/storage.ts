// Where the bytes of datasets, models and checkpoints are: under their SHA-256, never under a name that a client gave.
import type { Readable } from "node:stream"

export interface StoredBlob {
  readonly sha256: string
  readonly bytes: number
}

/** Content as the storage lists it. */
export interface ListedBlob extends StoredBlob {
  /** When it was put there last. */
  readonly put: Date
}

export interface PutOptions {
  /** Bytes beyond which it is refused (hub/too-large). */
  readonly limit?: number | undefined
  /** What it must be; anything else is refused (hub/checksum) and leaves nothing. */
  readonly sha256?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A store of content by its SHA-256. What `put` has answered for is whole and stays for a day, whatever is killed;
 * what a table names stays for good. Whoever names it calls `recordBlob` in the same transaction.
 */
export interface Storage {
  put(content: Readable | Uint8Array, options?: PutOptions): Promise<StoredBlob>
  has(sha256: string): Promise<boolean>
  /** The content, checked against its SHA-256 on the way. */
  read(sha256: string): Promise<Readable>
  /** A path of this machine under which the content, checked, can be read; it must not be written to. */
  file(sha256: string): Promise<string>
  /** Takes it away, unless it was put there since `unusedSince`; whether it is gone. */
  remove(sha256: string, unusedSince?: Date): Promise<boolean>
  /** Everything that is there, for the removal of what nothing names any more. */
  list(): AsyncIterable<ListedBlob>
}
