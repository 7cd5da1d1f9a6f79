// Files and folders that appear whole or not at all, whenever the process is killed.
import { randomUUID } from "node:crypto"
import { renameSync, statSync, writeFileSync } from "node:fs"
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"

export interface WriteOptions {
  /** Also survives a loss of power: waits until the disk has the content. */
  readonly durable?: boolean
}

/** Writes beside the file, then renames: a reader sees the old content or the new one. */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  { durable = true }: WriteOptions = {},
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`)
  try {
    if (durable) await writeDurably(temporary, content)
    else writeFileSync(temporary, content, { flag: "wx" }) // handing it to another thread takes longer
    putInPlace(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined) // the folder may be read-only; the first failure is told
    throw writeError(path, cause)
  }
}

/** Renames a finished file to its place. What stands there and is no regular file, such as a device, stays. */
export function putInPlace(temporary: string, path: string): void {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile() || there.isDirectory()) return renameSync(temporary, path)
  throw new FidelioError("output/not-writable", `"${path}" cannot be written: it is not a regular file.`, {
    at: path,
    hint: "Name a file; it is written beside its place first and appears when it is whole.",
  })
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx")
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The folder, made with those above it where they are not there. */
export async function ensureDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw writeError(path, cause)
  }
}

/** Where `replaceDirectory` builds the new folder and keeps the old one meanwhile. */
export const replacementPaths = (path: string): { readonly fresh: string; readonly old: string } => ({
  fresh: join(dirname(path), `.${basename(path)}.new`),
  old: join(dirname(path), `.${basename(path)}.old`),
})

/**
 * Replaces a folder's files by those that `fill` writes into an empty folder; subfolders stay.
 * Killed at any moment, the old or the new folder is there, under `path` or, between two renames, under `.name.old`.
 */
export async function replaceDirectory(path: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const { fresh, old } = replacementPaths(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    await finishReplacement(path)
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh)
    await fill(fresh)
    if (await isThere(path)) await rename(path, old)
    await rename(fresh, path)
    await finishReplacement(path)
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined) // as above
    await finishReplacement(path).catch(() => undefined)
    throw writeError(path, cause)
  }
}

/** Completes or undoes a replacement that was interrupted; harmless where there was none. */
export async function finishReplacement(path: string): Promise<void> {
  const { old } = replacementPaths(path)
  if (!(await isThere(old))) return
  if (!(await isThere(path))) return rename(old, path)
  for (const entry of await readdir(old, { withFileTypes: true })) {
    const kept = join(path, entry.name)
    if (entry.isDirectory() && !(await isThere(kept))) await rename(join(old, entry.name), kept)
  }
  await rm(old, { recursive: true, force: true })
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (cause) {
    if (errorCode(cause) === "ENOENT" || errorCode(cause) === "ENOTDIR") return false
    throw cause
  }
}

/** The system's name of a failure, such as ENOENT. */
export function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined
}

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ["no permission", "Choose a folder that you may write to, or change its permissions."],
  EPERM: ["no permission", "Choose a folder that you may write to, or change its permissions."],
  EROFS: ["the file system is read-only", "Choose a folder on another file system."],
  ENOSPC: ["the disk is full", "Free some space or choose a folder on another disk."],
  EDQUOT: ["the disk quota is used up", "Free some space or choose a folder on another disk."],
  EFBIG: ["the file would be larger than allowed", "Raise the limit on file sizes, or choose another file system."],
  ENOTDIR: ["a part of the path is a file, not a folder", "Choose another folder."],
  EEXIST: ["a file of this name is in the way", "Choose another folder, or move the file away."],
  EISDIR: ["a folder of this name is in the way", "Choose another name, or move the folder away."],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter name."],
}

/** What the system says on writing, as our error. */
export function writeError(path: string, cause: unknown): FidelioError {
  if (cause instanceof FidelioError) return cause
  const code = errorCode(cause)
  const [reason, hint] = reasons[code ?? ""] ?? [cause instanceof Error ? cause.message : String(cause), undefined]
  return new FidelioError("output/not-writable", `"${path}" cannot be written: ${reason}.`, { at: path, hint, cause })
}
