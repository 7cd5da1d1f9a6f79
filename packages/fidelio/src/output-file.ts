// A command's result as a file, or printed where no file is named.
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "./command.ts"

interface TextOptions {
  /** What is done where the file is there already; replaced unless said otherwise. */
  readonly overwrite?: boolean
}

/** Writes a text file, and the folders above it; it appears when it is whole. */
export async function writeText(path: string, text: string, { overwrite = true }: TextOptions = {}): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    await mkdir(dirname(path), { recursive: true })
    if (!overwrite) return await writeFile(path, text, { flag: "wx" })
    await writeFile(temporary, text)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined) // the first failure is told
    throw unwritable(path, cause)
  }
}

interface OutputFile extends TextOptions {
  /** Printed where absent. */
  readonly path: string | undefined
  readonly text: string
}

/** Writes the text where it is wanted. */
export async function writeOutput(context: CommandContext, { path, text, ...options }: OutputFile): Promise<void> {
  if (path === undefined) return context.print(text)
  await writeText(path, text, options)
  context.emit?.("written", { path })
  context.terminal.line(`Written to ${path}`)
}

function unwritable(path: string, cause: unknown): FidelioError {
  const code = (cause as NodeJS.ErrnoException).code // the file system's
  const details = { at: path, cause }
  if (code === "EEXIST") {
    const hint = "Give another --output, or --overwrite to replace it."
    return new FidelioError("output/not-writable", `"${path}" is there already.`, { ...details, hint })
  }
  return new FidelioError("output/not-writable", `"${path}" cannot be written (${code ?? "unknown reason"}).`, details)
}
