// The files of a run's results folder: what they are, and their way into the storage.
import { createReadStream } from "node:fs"
import { readdir } from "node:fs/promises"
import { extname, join, relative, sep } from "node:path"
import type { Storage } from "../storage/storage.ts"
import type { StoredFile } from "./messages.ts"

const mediaTypes: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".json": "application/json",
  ".onnx": "application/octet-stream",
  ".parquet": "application/vnd.apache.parquet",
  ".safetensors": "application/octet-stream",
  ".yaml": "application/yaml",
}

export const mediaTypeOf = (path: string): string => mediaTypes[extname(path)] ?? "application/octet-stream"

/** Puts every file of the folder into the storage, but for hidden ones; the paths have "/" between their parts. */
export async function storeFiles(storage: Storage, directory: string): Promise<readonly StoredFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .toSorted()
  const files: StoredFile[] = []
  for (const path of paths) {
    const { sha256, bytes } = await storage.put(createReadStream(join(directory, path)))
    files.push({ path, sha256, bytes, media_type: mediaTypeOf(path) })
  }
  return files
}
