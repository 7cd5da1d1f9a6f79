// Python in tests: the interpreter that the variable PYTHON names, or else `python3`, where it has the modules that a test needs.
import { execFile, spawnSync } from "node:child_process"
import { promisify } from "node:util"

export interface Python {
  /** Runs a script and gives what it prints; fails where it fails. */
  run(script: string, words?: readonly string[]): Promise<string>
}

/** The interpreter, or why there is none. */
export function findPython(modules: readonly string[]): Python | { readonly missing: string } {
  const interpreter = process.env["PYTHON"] ?? "python3"
  const { status } = spawnSync(interpreter, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" })
  if (status !== 0) {
    return { missing: `${interpreter} cannot import ${modules.join(" and ")}; PYTHON names another interpreter` }
  }
  return {
    async run(script, words = []) {
      const { stdout } = await promisify(execFile)(interpreter, ["-c", script, ...words], { maxBuffer: 2 ** 26 })
      return stdout
    },
  }
}
