// Tells when the files of a folder were replaced, once they are quiet again.
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"

/** Milliseconds between two looks. The files are quiet when two looks find the same. */
const interval = 500

/**
 * Calls `onChange` after the files changed; it is awaited before the next look. Looking finds what events of the file system do not tell:
 * folders that were renamed or linked into place, mounted into a container, or shared over a network.
 */
export function watchFolder(path: string, onChange: () => Promise<void>): Disposable {
  let isStopped = false
  let told: string | undefined
  let seen: string | undefined
  const look = async (): Promise<void> => {
    const found = await stateOf(path)
    told ??= found
    const isQuiet = found === seen
    seen = found
    if (isStopped || found === undefined || found === told || !isQuiet) return
    told = found
    await onChange()
  }
  let timer: NodeJS.Timeout
  const again = (): void => {
    if (isStopped) return
    timer = setTimeout(() => void look().finally(again), interval)
    timer.unref()
  }
  void look().finally(again)
  return {
    [Symbol.dispose]() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

/** Changes with every file; undefined while the folder is not there. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
    const states = await Promise.all(
      files.toSorted().map(async (name) => {
        const { ino, size, mtimeMs } = await stat(join(path, name))
        return `${name} ${ino} ${size} ${mtimeMs}`
      }),
    )
    return states.length === 0 ? undefined : states.join("\n")
  } catch {
    return undefined // it is being replaced
  }
}
