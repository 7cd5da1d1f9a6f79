// Processor seconds of the parties of a load, so far: they say what a busy machine's clock does not.
import { readFileSync } from "node:fs"

const ticksPerSecond = 100

/** Of processes that run, together; NaN where there is no /proc, or one of them is gone. */
export function processorSeconds(pids: readonly (number | undefined)[]): number {
  return pids.reduce<number>((sum, pid) => sum + ticksOf(pid), 0) / ticksPerSecond
}

function ticksOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? []
    return Number(fields[11]) + Number(fields[12]) // of a user, of the system
  } catch {
    return NaN
  }
}
