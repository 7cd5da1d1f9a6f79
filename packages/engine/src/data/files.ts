// Which files a path means: itself, or what a pattern matches; and in which format they are.
import { stat } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { DataError, nearest, sql } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"

export const dataFormats = ["csv", "tsv", "parquet", "json", "jsonl", "arrow"] as const
export type DataFormat = (typeof dataFormats)[number]

const extensions: ReadonlyMap<string, DataFormat> = new Map(
  Object.entries({
    csv: "csv",
    txt: "csv",
    data: "csv",
    tsv: "tsv",
    tab: "tsv",
    parquet: "parquet",
    pq: "parquet",
    json: "json",
    jsonl: "jsonl",
    ndjson: "jsonl",
    arrow: "arrow",
    arrows: "arrow",
    feather: "arrow",
    ipc: "arrow",
  } as const),
)

/** Files that exist, as absolute paths, in order. */
export async function expandPath(engine: DataEngine, path: string): Promise<readonly string[]> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    if (!path.startsWith("file://")) throw remote(path)
    return await expandPath(engine, decodeURIComponent(new URL(path).pathname))
  }
  const found = await fileAt(path)
  if (found !== undefined) return [found]
  if (/[*?[]/.test(path)) {
    const rows = await engine.query(sql`select file from glob(${resolve(path)}) order by file`)
    const files = rows.map(([file]) => String(file)).filter((file) => !basename(file).startsWith("."))
    if (files.length > 0) return files
    throw new DataError("data/not-found", `no file matches "${path}"`, { at: path })
  }
  throw new DataError("data/not-found", `there is no file "${path}"`, {
    at: path,
    hint: `looked for ${resolve(path)}`,
  })
}

/** How much larger packed data are when they are read. */
const packing = 5

/** The size of files, about as large as they are unpacked. */
export async function bytesOf(paths: readonly string[], isPacked = false): Promise<number> {
  let bytes = 0
  for (const path of paths) bytes += (await stat(path)).size * (isPacked || /\.(gz|zst)$/i.test(path) ? packing : 1)
  return bytes
}

async function fileAt(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) {
      throw new DataError("data/not-found", `"${path}" is a folder`, {
        at: path,
        hint: `name a file, or a pattern such as "${path.replace(/\/$/, "")}/*.csv"`,
      })
    }
    return resolve(path)
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return undefined
    throw new DataError("data/unreadable", `"${path}" cannot be read: ${String(code)}`, { at: path, cause })
  }
}

const remote = (path: string): DataError =>
  new DataError("data/not-found", `"${path}" is not on this machine, and nothing is fetched from the network`, {
    at: path,
    hint: "download it and name the file",
  })

/** The format that is asked for, or that the file's name says. */
export function formatOf(path: string, asked: string | undefined): DataFormat {
  if (asked !== undefined && asked !== "auto") {
    const format = extensions.get(asked.toLowerCase())
    if (format !== undefined) return format
    const near = nearest(asked, dataFormats)
    throw new DataError(
      "data/unreadable",
      `data format "${asked}" is not known${near === undefined ? "" : `, did you mean "${near}"?`}`,
      {
        hint: `formats are ${dataFormats.join(", ")}`,
      },
    )
  }
  const format = formatOfName(path)
  if (format !== undefined) return format
  throw new DataError("data/unreadable", `the format of "${path}" cannot be told from its name`, {
    at: path,
    hint: `say it with --data_format: ${dataFormats.join(", ")}`,
  })
}

/** The format that a file's name says, packed or not; undefined where it says none. */
export function formatOfName(path: string): DataFormat | undefined {
  const name = basename(path)
    .toLowerCase()
    .replace(/\.(gz|zst)$/, "")
  return name.includes(".") ? extensions.get(name.slice(name.lastIndexOf(".") + 1)) : undefined
}
