// Processes by who started them, as /proc tells.
import { readdirSync, readFileSync } from "node:fs"

/** Those that a process has started and that live; with `named`, those whose command has that in it. */
export const childrenOf = (pid: number, named = ""): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isChild(name, pid, named))
    .map(Number)

/** The process and all that it has started, and they. */
export const treeOf = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(treeOf)]

function isChild(name: string, pid: number, named: string): boolean {
  const status = readOr(`/proc/${name}/status`)
  if (Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) !== pid || /^State:\s+Z/m.test(status)) return false
  return named === "" || readOr(`/proc/${name}/cmdline`).includes(named)
}

/** Empty where it is gone. */
function readOr(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // it has ended meanwhile
    }
  }
}

export const isThere = (pid: number): boolean => readOr(`/proc/${pid}/status`) !== ""
