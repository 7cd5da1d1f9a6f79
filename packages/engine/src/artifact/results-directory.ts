// The folder of a run: results/<experiment>_<model>, or the first free one with _0, _1, … behind.
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { ensureDirectory, errorCode, isThere, writeError } from "./atomic.ts"

export interface ResultsDirectoryNames {
  readonly outputDirectory: string
  readonly experimentName: string
  readonly modelName: string
}

/** Creates the folder; two runs that start at once get two folders. */
export async function createResultsDirectory(names: ResultsDirectoryNames): Promise<string> {
  const base = join(names.outputDirectory, `${names.experimentName}_${names.modelName}`)
  await ensureDirectory(dirname(base))
  for (let i = -1; ; i++) {
    const path = i < 0 ? base : `${base}_${i}`
    try {
      await mkdir(path)
      return path
    } catch (cause) {
      if (errorCode(cause) !== "EEXIST" || !(await isThere(path))) throw writeError(path, cause)
    }
  }
}
