// A small disk: memory that is mounted as one where only the processes started within see it, and gone with the last of them.
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs"
import { join } from "node:path"

const alone = ["unshare", "-rm"] as const

/** Whether this system lets one be mounted. */
export const canMount = (): boolean => {
  const [program, ...words] = alone
  return spawnSync(program, [...words, "mount", "-t", "tmpfs", "none", "/tmp"]).status === 0
}

export interface SmallDisk extends AsyncDisposable {
  /** Runs a command where the disk is. */
  readonly within: readonly string[]
  /** A path of the disk as it is seen from outside. */
  outside(...names: readonly string[]): string
  /** Leaves so many bytes free. */
  fill(bytes: number): void
  /** Takes away what filled it. */
  empty(): void
}

/** Mounts one of so many megabytes over a folder. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<SmallDisk> {
  const [program, ...words] = alone
  const script = `mount -t tmpfs -o size=${megabytes}m none "$0" && echo mounted && exec sleep 1000`
  const holder: ChildProcess = spawn(program, [...words, "sh", "-c", script, folder], {
    stdio: ["ignore", "pipe", "ignore"],
  })
  await once(holder.stdout!, "data")
  const { pid } = holder
  const outside = (...names: readonly string[]): string => join(`/proc/${pid}/root`, folder, ...names)
  const filler = (): string => outside("filler")
  return {
    within: ["nsenter", "--target", String(pid), "--user", "--mount", "--preserve-credentials"],
    outside,
    fill(bytes) {
      const { bavail, bsize } = statfsSync(outside())
      const file = openSync(filler(), "a")
      try {
        for (let left = bavail * bsize - bytes; left > 0;)
          left -= writeSync(file, Buffer.alloc(Math.min(left, 1 << 20)))
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(filler(), { force: true }),
    async [Symbol.asyncDispose]() {
      holder.kill("SIGKILL")
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, "exit")
    },
  }
}
