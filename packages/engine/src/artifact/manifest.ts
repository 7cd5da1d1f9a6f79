// The manifest of a folder: the SHA-256 of each of its files. Written last, checked on every load.
import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { FidelioError } from "@fidelio/core"
import { z } from "zod"
import { errorCode } from "./atomic.ts"

export const manifestName = "manifest.json"

/** Raised when a reader of the version before could not read the folder. */
export const formatVersion = 1

const fileName = z
  .string()
  .regex(/^[^/\\]+$/)
  .refine((name) => name !== "." && name !== ".." && name !== manifestName)

const manifestSchema = z.strictObject({
  format_version: z.literal(formatVersion),
  fidelio_version: z.string(),
  /** ISO 8601. */
  created: z.string(),
  /** File name → SHA-256, hexadecimal. */
  files: z.record(fileName, z.string().regex(/^[0-9a-f]{64}$/)),
})

export type Manifest = Readonly<z.output<typeof manifestSchema>>

export type Files = ReadonlyMap<string, Uint8Array>

/** The manifest of these files. */
export function createManifest(
  files: Files,
  made: { readonly fidelioVersion: string; readonly created: Date },
): Manifest {
  return {
    format_version: formatVersion,
    fidelio_version: made.fidelioVersion,
    created: made.created.toISOString(),
    files: Object.fromEntries(Array.from(files, ([name, content]) => [name, sha256(content)])),
  }
}

/** The manifest of a folder and its files, each as its SHA-256 says: what is returned is what was checked. */
export async function readVerified(directory: string): Promise<{ readonly manifest: Manifest; readonly files: Files }> {
  const manifest = await readManifest(directory)
  const files = new Map<string, Uint8Array>()
  for (const [name, expected] of Object.entries(manifest.files)) {
    const path = join(directory, name)
    const content = await readFile(path).catch((cause: unknown) => {
      throw corrupt(path, errorCode(cause) === "ENOENT" ? "is missing" : "cannot be read", cause)
    })
    if (sha256(content) !== expected)
      throw corrupt(path, "is damaged or was changed: its SHA-256 is not the manifest's")
    files.set(name, content)
  }
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const known = entry.isDirectory() || entry.name === manifestName || files.has(entry.name)
    if (!known && !entry.name.startsWith(".")) throw corrupt(join(directory, entry.name), "is not in the manifest")
  }
  return { manifest, files }
}

async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestName)
  const text = await readFile(path, "utf8")
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw corrupt(path, "is not JSON", cause)
  }
  const version =
    typeof content === "object" && content !== null && "format_version" in content && content.format_version
  if (typeof version === "number" && version > formatVersion) {
    throw new FidelioError(
      "artifact/version",
      `The model has format ${version}; this version of Fidelio reads formats up to ${formatVersion}.`,
      { at: path, hint: "Install the version of Fidelio that wrote it, or a newer one." },
    )
  }
  const parsed = manifestSchema.safeParse(content)
  if (!parsed.success) throw corrupt(path, `is not a manifest: ${z.prettifyError(parsed.error)}`, parsed.error)
  return parsed.data
}

/** SHA-256 over the names and checksums of the files: the same for the same files, whenever they were written. */
export const fingerprintOf = ({ files }: Manifest): string =>
  sha256(new TextEncoder().encode(JSON.stringify(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)))))

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")

function corrupt(path: string, what: string, cause?: unknown): FidelioError {
  return new FidelioError("artifact/corrupt", `"${path}" ${what}.`, {
    at: path,
    hint: "Take the model from a backup or train again.",
    cause,
  })
}
