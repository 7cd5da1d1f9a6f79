// Reads a model that somebody sent: as data only, every file checked, nothing of it run.
import { createWriteStream } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { decodeModel, FidelioError, ops } from "@fidelio/core"
import { loadModel, type TrainedModel } from "@fidelio/engine"
import type { HubContext } from "../context.ts"
import type { CheckedConfig } from "../versions/check-config.ts"
import type { StoredFile } from "../worker/messages.ts"
import { mediaTypeOf } from "../worker/results-files.ts"
import { readReports, type Reports } from "./read-reports.ts"

export interface PushedFile {
  /** In the results folder. */
  readonly path: string
  readonly sha256: string
}

export interface PushedModel {
  readonly files: readonly StoredFile[]
  readonly model: TrainedModel
  readonly config: string
  readonly checked: CheckedConfig
  readonly reports: Reports
}

/** Bytes that the files may have together where the model itself is read into memory. */
const mostBytes = 4 * 2 ** 30

/** Letters, digits, dots, dashes and underscores; at most one folder deep; never hidden. */
const pathPattern = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/

export async function readPushed(
  hub: Pick<HubContext, "storage" | "temporary" | "configs">,
  files: readonly PushedFile[],
): Promise<PushedModel> {
  checkPaths(files)
  await mkdir(hub.temporary, { recursive: true })
  const folder = await mkdtemp(join(hub.temporary, "push-"))
  try {
    const stored = await bringFiles(hub, files, folder)
    return await readModel(hub.configs, folder, stored)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function checkPaths(files: readonly PushedFile[]): void {
  const seen = new Set<string>()
  for (const { path } of files) {
    if (!pathPattern.test(path))
      throw refused(`The path "${path}" is none that a results folder has.`, {
        at: "files",
        hint: "Paths are made of letters, digits, '.', '_' and '-', and are at most one folder deep.",
      })
    if (seen.has(path.toLowerCase())) throw refused(`The path "${path}" is there twice.`, { at: "files" })
    seen.add(path.toLowerCase())
  }
  if (!seen.has("model/manifest.json"))
    throw refused('There is no "model/manifest.json" among the files.', {
      at: "files",
      hint: "Send the whole results folder of a finished run: fidelio hub push does.",
    })
}

async function bringFiles(
  { storage }: Pick<HubContext, "storage">,
  files: readonly PushedFile[],
  folder: string,
): Promise<readonly StoredFile[]> {
  const stored: StoredFile[] = []
  let sum = 0
  for (const { path, sha256 } of files) {
    if (!(await storage.has(sha256)))
      throw new FidelioError("hub/not-found", `The content of "${path}", ${sha256}, was not sent.`, {
        at: path,
        hint: "Send each file to POST /api/v1/blobs first.",
      })
    const target = join(folder, ...path.split("/"))
    await mkdir(dirname(target), { recursive: true })
    await pipeline(await storage.read(sha256), createWriteStream(target, { flags: "wx", mode: 0o600 }))
    const { size } = await stat(target)
    sum += size
    if (sum > mostBytes)
      throw new FidelioError("hub/too-large", `The files have more than ${mostBytes} bytes together.`, { at: path })
    stored.push({ path, sha256, bytes: size, media_type: mediaTypeOf(path) })
  }
  return stored
}

async function readModel(
  configs: HubContext["configs"],
  folder: string,
  files: readonly StoredFile[],
): Promise<PushedModel> {
  try {
    const model = await loadModel(join(folder, "model"))
    decodeModel(await readFile(join(folder, "model", "model.onnx")), ops) // refuses other operators, and numbers in other files
    const checked = await configs.do("read", model.writtenConfig)
    if (checked.config.model_type !== model.config.model_type)
      throw refused(`The config says ${checked.config.model_type}, the model is of type ${model.config.model_type}.`)
    const reports = await readReports(folder, model)
    return { files, model, config: model.writtenConfig, checked, reports }
  } catch (cause) {
    if (cause instanceof FidelioError) throw withoutFolder(cause, folder)
    throw refused("The model's files do not fit together.", { cause }) // what is checked is that they are the ones named in its manifest
  }
}

/** Places on the hub's disk mean nothing to whoever sent the files. */
const withoutFolder = (error: FidelioError, folder: string): FidelioError =>
  refused(error.message.replaceAll(`${folder}/`, ""), {
    at: error.at?.replaceAll(`${folder}/`, ""),
    hint: error.hint,
    cause: error,
  })

const refused = (message: string, details: ConstructorParameters<typeof FidelioError>[2] = {}): FidelioError =>
  new FidelioError("hub/model", message, details)
