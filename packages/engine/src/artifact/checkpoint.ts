// Checkpoints of a running training. Each is a file; a small index, replaced atomically, says which are the latest and the best.
import { readdirSync, rmSync } from "node:fs"
import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { crc32 } from "node:zlib"
import { FidelioError, type Json, type Tensor } from "@fidelio/core"
import { z } from "zod"
import { ensureDirectory, errorCode, writeError, writeFileAtomically } from "./atomic.ts"
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts"

/** The folder of the checkpoints inside of the model's. */
export const checkpointsFolder = "training_checkpoints"

/** All that a training needs to go on. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, Tensor>
  /** Counters, best values, histories. */
  readonly progress: Json
}

const entrySchema = z.strictObject({ file: z.string().regex(/^checkpoint-\d+\.safetensors$/), crc32: z.number() })
const indexSchema = z.strictObject({
  format_version: z.literal(1),
  written: z.number(),
  latest: entrySchema,
  best: entrySchema.nullable(),
})
type Index = Readonly<z.output<typeof indexSchema>>
const indexName = "checkpoints.json"

/**
 * The checkpoints in a folder. The index is what counts: killed at any moment, it names the checkpoints of before or those of after,
 * and both files are whole. Nothing waits for the disk: a kill of the process loses nothing, a loss of power may lose the last ones.
 */
export class Checkpoints {
  readonly directory: string
  #index: Index | undefined

  private constructor(directory: string, index: Index | undefined) {
    this.directory = directory
    this.#index = index
  }

  /** Opens the folder, which need not be there yet. */
  static async open(directory: string): Promise<Checkpoints> {
    return new Checkpoints(directory, await readIndex(join(directory, indexName)))
  }

  /** True where there is something to resume. */
  get hasLatest(): boolean {
    return this.#index !== undefined
  }

  /** Makes this the latest checkpoint, and the best one too where it is. Returns its path. */
  async write(checkpoint: Checkpoint, { best }: { readonly best: boolean }): Promise<string> {
    const written = (this.#index?.written ?? 0) + 1
    const content = encodeSafetensors(checkpoint.tensors, { progress: JSON.stringify(checkpoint.progress) })
    const latest = { file: `checkpoint-${written}.safetensors`, crc32: crc32(content) }
    const index: Index = { format_version: 1, written, latest, best: best ? latest : (this.#index?.best ?? null) }
    await ensureDirectory(this.directory)
    await writeFileAtomically(join(this.directory, latest.file), content, { durable: false })
    await writeFileAtomically(join(this.directory, indexName), JSON.stringify(index), { durable: false })
    this.#index = index
    this.#removeOthers(index)
    return join(this.directory, latest.file)
  }

  /** The latest or the best checkpoint; undefined where there is none. */
  async read(which: "latest" | "best"): Promise<Checkpoint | undefined> {
    const entry = this.#index?.[which]
    if (entry === undefined || entry === null) return undefined
    const path = join(this.directory, entry.file)
    const content = await readFile(path).catch((cause: unknown) => {
      throw damaged(path, "cannot be read", cause)
    })
    if (crc32(content) !== entry.crc32) throw damaged(path, "is damaged or was changed")
    const { tensors, metadata } = decodeSafetensors(content, path)
    return { tensors, progress: JSON.parse(metadata.progress ?? "null") as Json } // what JSON.parse returns
  }

  /** Removes every checkpoint, the index first. */
  async remove(): Promise<void> {
    this.#index = undefined
    try {
      await rm(join(this.directory, indexName), { force: true })
      await rm(this.directory, { recursive: true, force: true })
    } catch (cause) {
      throw writeError(this.directory, cause)
    }
  }

  #removeOthers({ latest, best }: Index): void {
    for (const name of readdirSync(this.directory)) {
      const kept = name === indexName || name === latest.file || name === best?.file
      if (!kept && /^\.?checkpoint/.test(name)) rmSync(join(this.directory, name), { force: true })
    }
  }
}

async function readIndex(path: string): Promise<Index | undefined> {
  try {
    return indexSchema.parse(JSON.parse(await readFile(path, "utf8")))
  } catch (cause) {
    if (errorCode(cause) === "ENOENT" || errorCode(cause) === "ENOTDIR") return undefined
    throw damaged(path, errorCode(cause) === undefined ? "is not an index of checkpoints" : "cannot be read", cause)
  }
}

function damaged(path: string, what: string, cause?: unknown): FidelioError {
  return new FidelioError("artifact/corrupt", `The checkpoint "${path}" ${what}.`, {
    at: path,
    hint: "Remove the folder to train from the start.",
    cause,
  })
}
