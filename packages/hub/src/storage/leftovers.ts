// Names of files that are being written, and the removal of those that nobody will finish.
import { createHash, randomUUID } from "node:crypto"
import { readdir, rm, stat } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { errorCode } from "@fidelio/engine/files"
import { startOf } from "../process-start.ts"

const day = 24 * 60 * 60 * 1000

/** Several machines may write into one folder; only of its own can one tell which processes live. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 12)

/** A name that says who writes the file. */
export const temporaryName = (): string => `${machine}-${process.pid}-${randomUUID()}`

/** Removes what processes that are gone have left half written, and what has not been written to for a day. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (isAbandoned(name) || (await isOld(path))) await rm(path, { force: true })
  }
}

function isAbandoned(name: string): boolean {
  const [where, id] = name.split("-")
  const pid = Number(id)
  return where === machine && Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && startOf(pid) === ""
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > day
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return false
    throw cause
  }
}
