// A command's result as a file, or printed where no file is named.
import { mkdir, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "./command.ts"

interface OutputFile {
  /** Printed where absent. */
  readonly path: string | undefined
  readonly text: string
  /** What is done where the file is there already. */
  readonly overwrite?: boolean
}

/** Writes the text; says where unless it was printed. */
export async function writeOutput(context: CommandContext, { path, text, overwrite = true }: OutputFile): Promise<void> {
  if (path === undefined) return context.print(text)
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: overwrite ? "w" : "wx" })
  } catch (cause) {
    throw unwritable(path, cause)
  }
  context.emit?.("written", { path })
}

function unwritable(path: string, cause: unknown): FidelioError {
  const code = (cause as NodeJS.ErrnoException).code // the file system's
  if (code === "EEXIST") {
    const hint = "Give another --output, or --overwrite to replace it."
    return new FidelioError("output/not-writable", `"${path}" is there already.`, { at: path, hint, cause })
  }
  return new FidelioError("output/not-writable", `"${path}" cannot be written (${code ?? "unknown reason"}).`, { at: path, cause })
}
