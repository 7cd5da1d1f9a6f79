// The trained model on disk: config, metadata, weights, inference graph and the manifest that vouches for them.
import { join } from "node:path"
import { FidelioError, type Json, type Tensor } from "@fidelio/core"
import { isThere, replaceDirectory, replacementPaths, writeFileAtomically } from "./atomic.ts"
import { createManifest, fingerprintOf, manifestName, readVerified, type Files } from "./manifest.ts"
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts"

export const modelFiles = {
  config: "config.yaml",
  hyperparameters: "model_hyperparameters.json",
  metadata: "training_set_metadata.json",
  weights: "model_weights.safetensors",
  graph: "model.onnx",
} as const

/** What a trained model consists of. */
export interface ModelParts {
  /** The config as it was written, YAML. */
  readonly config: string
  /** The rendered config: every default filled in. */
  readonly hyperparameters: Json
  /** What was learned from the training rows about each feature. */
  readonly metadata: Json
  readonly weights: ReadonlyMap<string, Tensor>
  /** The inference graph, ONNX. */
  readonly graph: Uint8Array
  readonly fidelioVersion: string
  readonly created: Date
}

/** Writes a model into a folder, as a whole: an interrupted save leaves the model that was there usable. Subfolders (logs, checkpoints) stay. */
export async function saveModelDirectory(path: string, parts: ModelParts): Promise<void> {
  const files: Files = new Map<string, Uint8Array>([
    [modelFiles.config, encode(parts.config)],
    [modelFiles.hyperparameters, encode(formatJson(parts.hyperparameters))],
    [modelFiles.metadata, encode(formatJson(parts.metadata))],
    [modelFiles.weights, encodeSafetensors(parts.weights)],
    [modelFiles.graph, parts.graph],
  ])
  const manifest = createManifest(files, parts)
  await replaceDirectory(path, async (directory) => {
    await Promise.all(Array.from(files, ([name, content]) => writeFileAtomically(join(directory, name), content)))
    await writeFileAtomically(join(directory, manifestName), formatJson(manifest))
  })
}

/** What was read, and a text that is the same for the same files. */
export interface LoadedParts extends ModelParts {
  readonly fingerprint: string
}

/** Reads a model, every file checked against the manifest. */
export async function loadModelDirectory(path: string): Promise<LoadedParts> {
  const directory = await findModel(path)
  const { manifest, files } = await readVerified(directory)
  const part = (name: string): Uint8Array => {
    const content = files.get(name)
    if (content === undefined) throw damaged(join(directory, name), "is not in the manifest")
    return content
  }
  return {
    config: decode(part(modelFiles.config)),
    hyperparameters: decodeJson(part(modelFiles.hyperparameters), join(directory, modelFiles.hyperparameters)),
    metadata: decodeJson(part(modelFiles.metadata), join(directory, modelFiles.metadata)),
    weights: decodeSafetensors(part(modelFiles.weights), join(directory, modelFiles.weights)).tensors,
    graph: part(modelFiles.graph),
    fidelioVersion: manifest.fidelio_version,
    created: new Date(manifest.created),
    fingerprint: fingerprintOf(manifest),
  }
}

/** The folder itself, or the one that an interrupted save moved aside. */
async function findModel(path: string): Promise<string> {
  if (await isThere(join(path, manifestName))) return path
  const { old } = replacementPaths(path)
  if (!(await isThere(path)) && (await isThere(join(old, manifestName)))) return old
  if (await isThere(join(path, "model", manifestName))) {
    throw notFound(path, "is a results folder", `The model is in "${join(path, "model")}".`)
  }
  if (!(await isThere(path))) throw notFound(path, "does not exist")
  throw notFound(path, `has no ${manifestName}`, "If the training of this model was interrupted, resume it.")
}

function notFound(path: string, what: string, hint?: string): FidelioError {
  return new FidelioError("artifact/not-found", `There is no model here: "${path}" ${what}.`, {
    at: path,
    hint: hint ?? "Give the model folder of a finished run, such as results/experiment_run/model.",
  })
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (content: Uint8Array): string => new TextDecoder().decode(content)
const formatJson = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`

function decodeJson(content: Uint8Array, path: string): Json {
  try {
    return JSON.parse(decode(content)) as Json // what JSON.parse returns
  } catch (cause) {
    throw damaged(path, "is not JSON", cause)
  }
}

function damaged(path: string, what: string, cause?: unknown): FidelioError {
  return new FidelioError("artifact/corrupt", `"${path}" ${what}.`, { at: path, cause })
}
