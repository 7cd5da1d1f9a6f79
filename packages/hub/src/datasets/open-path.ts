// A file of this machine by its path, below the folders that the hub was started to read from.
import { open, realpath, stat } from "node:fs/promises"
import { constants } from "node:fs"
import { basename, isAbsolute, relative, resolve } from "node:path"
import type { Readable } from "node:stream"
import { FidelioError } from "@fidelio/core/errors"
import { errorCode } from "@fidelio/engine/files"

export interface OpenedPath {
  readonly content: Readable
  readonly name: string
  readonly file: string
}

const isBelow = (folder: string, path: string): boolean => {
  const rest = relative(folder, path)
  return rest !== "" && !isAbsolute(rest) && rest.split(/[\\/]/, 1)[0] !== ".."
}

/** Links are followed, but not out of the folders. What is outside is not told from what is not there. */
export async function openPath(path: string, folders: readonly string[]): Promise<OpenedPath> {
  if (folders.length === 0)
    throw new FidelioError("hub/address", "The hub was started without folders to read datasets from.", {
      at: "source.path",
      hint: "Upload the file, or start it with --data_directories.",
    })
  const asked = folders.map((folder) => resolve(folder, path)).filter((found, i) => isBelow(folders[i]!, found)) // one a folder
  for (const candidate of new Set(asked)) {
    const content = await openBelow(candidate, folders)
    if (content !== undefined) return { content, name: candidate, file: basename(candidate) }
  }
  throw new FidelioError("hub/address", "There is no such file below the folders that the hub may read from.", {
    at: "source.path",
    hint: "Upload the file, or start the hub with --data_directories for its folder.",
  })
}

async function openBelow(path: string, folders: readonly string[]): Promise<Readable | undefined> {
  try {
    const real = await realpath(path)
    const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)))
    if (!roots.some((root) => isBelow(root, real)) || !(await stat(real)).isFile()) return undefined
    // A last part that has become a link meanwhile is not followed, and a pipe not waited for.
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const isSame = (await file.stat()).isFile() && (await realpath(path)) === real
    if (isSame) return file.createReadStream()
    await file.close()
    return undefined
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG", "EPERM"].includes(errorCode(cause) ?? ""))
      return undefined
    if (cause instanceof TypeError) return undefined // a character that no path holds
    throw cause
  }
}
