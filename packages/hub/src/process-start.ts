// Whether a process lives, by when it began: numbers are given again, and one that was killed keeps its own for a while.
import { readFileSync } from "node:fs"
import { errorCode } from "@fidelio/engine/files"

/** When a process of this machine began, in the system's own measure; empty for one that is not there or has ended. */
export function startOf(pid: number): string {
  const stat = statOf(pid)
  if (stat !== "") {
    const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return "ZX".includes(state) ? "" : (rest[18] ?? "") // killed, and not taken note of by its parent
  }
  try {
    process.kill(pid, 0)
    return "alive" // no /proc: a number is all there is to go by
  } catch (cause) {
    return errorCode(cause) === "EPERM" ? "alive" : ""
  }
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
  } catch {
    return ""
  }
}
