// A command's result as a file, or printed where no file is named.
import { writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import { ensureDirectory, writeError, writeFileAtomically } from "@fidelio/engine/files"
import type { CommandContext } from "./command.ts"

interface TextOptions {
  /** What is done where the file is there already; replaced unless said otherwise. */
  readonly overwrite?: boolean
}

/** Writes a text file, and the folders above it; it appears when it is whole. */
export async function writeText(path: string, text: string, { overwrite = true }: TextOptions = {}): Promise<void> {
  await ensureDirectory(dirname(path))
  if (overwrite) return await writeFileAtomically(path, text)
  try {
    await writeFile(path, text, { flag: "wx" })
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === "EEXIST" ? alreadyThere(path, cause) : writeError(path, cause) // the file system's
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

const alreadyThere = (path: string, cause: unknown): FidelioError =>
  new FidelioError("output/not-writable", `"${path}" is there already.`, {
    at: path,
    hint: "Give another --output, or --overwrite to replace it.",
    cause,
  })
