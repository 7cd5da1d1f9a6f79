// The Python in which a peer is installed: named by an environment variable, for peers live outside of the repository.
import { execFileSync } from "node:child_process"

/** The interpreter that `variable` names. */
export function peerPython(variable = "PEER_PYTHON"): string {
  const python = process.env[variable]
  if (python !== undefined && python !== "") return python
  throw new Error(`Set ${variable} to the Python of the peer's environment; bench/README.md says how to make it.`)
}

/** Versions of the peer's packages, by name. */
export function peerVersions(python: string, packages: readonly string[]): Readonly<Record<string, string>> {
  const script = `import sys, importlib.metadata as m\nprint(*(m.version(p) for p in sys.argv[1:]), sep="\\n")`
  const versions = execFileSync(python, ["-c", script, ...packages], { encoding: "utf8" })
    .trim()
    .split("\n")
  return Object.fromEntries(packages.map((name, i) => [name, versions[i] ?? "unknown"]))
}

/** No GPU is used: every comparison is between processors. */
export const cpuOnly = { CUDA_VISIBLE_DEVICES: "" } as const
