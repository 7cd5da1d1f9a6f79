// The folder in which a worker's trainings have theirs; what killed workers left is removed.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startOf } from "../process-start.ts"

/** A new folder of this process, below the given one. */
export async function openTemporary(root = join(tmpdir(), "fidelio-workers")): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const name of await readdir(root))
    if (isAbandoned(name)) await rm(join(root, name), { recursive: true, force: true })
  return await mkdtemp(join(root, `${process.pid}-${startOf(process.pid)}-`))
}

/** The process is gone, or its number is another's: in a container that is started again, ours. */
function isAbandoned(name: string): boolean {
  const [, pid, started] = /^(\d+)-([^-]+)-/.exec(name) ?? []
  return pid !== undefined && startOf(Number(pid)) !== started
}
