// The folder in which a worker's trainings have theirs; what killed workers left is removed.
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { errorCode } from "@fidelio/engine/files"

/** A new folder of this process, below the given one. */
export async function openTemporary(root = join(tmpdir(), "fidelio-workers")): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const name of await readdir(root)) {
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    const path = join(root, name)
    const isLeft = pid === process.pid ? await isOlder(path) : pid > 0 && !isAlive(pid)
    if (isLeft) await rm(path, { recursive: true, force: true })
  }
  return await mkdtemp(join(root, `${process.pid}-`))
}

/** In a container that is started again, processes have the numbers of those before them. */
async function isOlder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined) // another has just removed it
  return found !== undefined && found.mtimeMs < performance.timeOrigin
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return errorCode(cause) === "EPERM"
  }
}
