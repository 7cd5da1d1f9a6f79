// A file without a name: nobody else can open it, and it is gone when it is closed or the process ends, however it ends.
import { randomUUID } from "node:crypto"
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FidelioError, invariant } from "@fidelio/core"

/** Closes files that nobody holds any more: data that were prepared have no end of their own. */
const forgotten = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor))

export class TemporaryFile implements Disposable {
  readonly #descriptor: number
  #bytes = 0
  #isOpen = true

  constructor(folder = tmpdir()) {
    const path = join(folder, `fidelio-${randomUUID()}`)
    this.#descriptor = onDisk(() => openSync(path, "wx+", 0o600))
    rmSync(path)
    forgotten.register(this, this.#descriptor, this)
  }

  get bytes(): number {
    return this.#bytes
  }

  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const written = onDisk(() => writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#bytes))
      done += written
      this.#bytes += written
    }
  }

  /** Fills the target with what was appended from `position` on. */
  read(position: number, target: Uint8Array): void {
    for (let done = 0; done < target.length;) {
      const more = onDisk(() => readSync(this.#descriptor, target, done, target.length - done, position + done))
      invariant(more > 0, "a temporary file ends too early")
      done += more
    }
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    forgotten.unregister(this)
    closeSync(this.#descriptor)
  }
}

function onDisk<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException // of node:fs
    const isFull = code === "ENOSPC" || code === "EDQUOT"
    throw new FidelioError(
      "output/not-writable",
      isFull
        ? "The disk is full, so data that do not fit in memory cannot be kept."
        : `Data that do not fit in memory cannot be kept in files (${code ?? String(cause)}).`,
      { hint: "Free some space, or set TMPDIR to a folder on another disk.", cause },
    )
  }
}
