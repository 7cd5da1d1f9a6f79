// The files of an export on disk: one file, or a folder that is only replaced where an earlier export of the format stood.
import { mkdir, readdir, readFile, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { FidelioError } from "@fidelio/core"
import {
  ensureDirectory,
  errorCode,
  isThere,
  replaceDirectory,
  writeError,
  writeFileAtomically,
} from "../artifact/atomic.ts"
import { manifestName } from "../artifact/manifest.ts"
import { modelFiles } from "../artifact/model-directory.ts"
import { fidelioVersion } from "../version.ts"
import type { ExportedFiles, ExportFormat } from "./format.ts"

/** A file that was written. */
export interface ExportedFile {
  readonly path: string
  readonly bytes: number
}

/** Stands in every exported folder and says what is in it. */
const markName = "fidelio-export.json"

interface Mark {
  readonly format: string
  readonly fidelio_version: string
  readonly files: readonly string[]
}

type Place = Pick<ExportFormat, "type" | "writes">

/** Says early why the output cannot be written, before anything is computed for it. */
export async function checkOutput(output: string, { type, writes }: Place): Promise<void> {
  const directory = dirname(resolve(output))
  if ((await isThere(join(directory, manifestName))) && (await isThere(join(directory, modelFiles.metadata)))) {
    throw notWritable(
      output,
      "the folder is a trained model, which is only valid without other files",
      "Write the export to another folder.",
    )
  }
  const there = await stat(output).catch((cause: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(cause) ?? "")) return undefined // what is wrong with it comes out on writing
    throw writeError(output, cause)
  })
  if (there === undefined) return
  if (writes === "file") {
    if (there.isDirectory()) {
      throw notWritable(output, "it is a folder, but this format is one file", "Give a file's name as the output.")
    }
    return
  }
  if (!there.isDirectory()) {
    throw notWritable(output, "it is a file, but this format is a folder", "Give a folder's name as the output.")
  }
  await checkFolder(output, type)
}

/** A folder may be replaced where nothing is in it but what an earlier export of the format wrote. */
async function checkFolder(path: string, format: string): Promise<void> {
  const entries = await readdir(path).catch((cause: unknown) => {
    throw writeError(path, cause)
  })
  if (entries.length === 0) return
  const mark = await readMark(path)
  const hint = "Give a folder that is not there yet, or is empty."
  if (mark === undefined) throw notWritable(path, "the folder is there already, and is no export", hint)
  if (mark.format !== format) throw notWritable(path, `the folder holds an export as ${mark.format}`, hint)
  const known = new Set([markName, ...mark.files.map((file) => file.split("/")[0])])
  const other = entries.find((entry) => !known.has(entry))
  if (other !== undefined) {
    throw notWritable(path, `besides the export, the folder holds "${other}", which would be lost`, hint)
  }
}

async function readMark(path: string): Promise<Mark | undefined> {
  try {
    const mark = JSON.parse(await readFile(join(path, markName), "utf8")) as Partial<Mark> | null // checked below
    const isMark = typeof mark?.format === "string" && Array.isArray(mark.files)
    return isMark ? (mark as Mark) : undefined // just checked
  } catch {
    return undefined // no folder of ours
  }
}

const notWritable = (path: string, what: string, hint: string): FidelioError =>
  new FidelioError("output/not-writable", `"${path}" cannot be written: ${what}.`, { at: path, hint })

/** Writes the files; each, or the folder as a whole, is there when it is complete. */
export async function writeExport(
  output: string,
  format: Place,
  files: ExportedFiles,
): Promise<readonly ExportedFile[]> {
  const contents = Array.from(files, ([name, content]): [string, Uint8Array] => [name, bytesOf(content)])
  if (format.writes === "file") {
    const [, content] = contents[0]! // a format that writes a file gives one
    await ensureDirectory(dirname(output))
    await writeFileAtomically(output, content)
    return [{ path: output, bytes: content.byteLength }]
  }
  const mark: Mark = { format: format.type, fidelio_version: fidelioVersion(), files: [...files.keys()] }
  await replaceDirectory(output, async (directory) => {
    for (const [name, content] of contents) {
      await mkdir(dirname(join(directory, name)), { recursive: true })
      await writeFileAtomically(join(directory, name), content)
    }
    await writeFileAtomically(join(directory, markName), `${JSON.stringify(mark, undefined, 2)}\n`)
  })
  return contents.map(([name, content]) => ({ path: join(output, name), bytes: content.byteLength }))
}

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content
