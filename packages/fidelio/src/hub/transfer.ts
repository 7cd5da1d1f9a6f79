// `fidelio hub pull` and `push`: a version's files to this machine, and a model that was trained here to the hub.
import { createHash } from "node:crypto"
import { createReadStream, createWriteStream, openAsBlob } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { dirname, join, relative, sep } from "node:path"
import { Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Artifact, HubClient, Version } from "@fidelio/client"
import { FidelioError } from "@fidelio/core/errors"
import { loadModel } from "@fidelio/engine"
import { ensureDirectory, replaceDirectory } from "@fidelio/engine/files"
import type { CommandContext } from "../command.ts"
import { formatBytes, plural } from "../terminal/numbers.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { readVersionRef, versionRef } from "./references.ts"
import { objectiveText } from "./words.ts"

interface PullValues extends ConnectionValues {
  readonly version: string
  readonly output_directory: string | undefined
  readonly model_only: boolean
}

export async function pull(values: PullValues, context: CommandContext): Promise<void> {
  const params = readVersionRef(values.version)
  const { hub } = await connect(values)
  const version = await hub.getVersion({ params })
  const at = { repository: version.repository, version: String(version.number) }
  const { items } = await hub.listArtifacts({ params: at })
  const wanted = values.model_only ? items.filter(({ path }) => path.startsWith("model/")) : items
  if (wanted.length === 0) {
    throw new FidelioError("hub/not-found", `${versionRef(version)} has no files: it is ${version.status}.`)
  }
  const directory = values.output_directory ?? join("results", `${version.repository}@${version.number}`)
  await replaceDirectory(directory, async (folder) => {
    for (const artifact of wanted) await download({ hub, at }, artifact, folder)
  })
  const model = join(directory, "model")
  await loadModel(model)
  const size = wanted.reduce((sum, { bytes }) => sum + bytes, 0)
  const { terminal, emit } = context
  emit?.("pulled", { version: versionRef(version), directory, model_path: model, files: wanted.length, bytes: size })
  terminal.line(
    `${terminal.paint("strong", versionRef(version))} is in ${directory} (${plural(wanted.length, "file")}, ${formatBytes(size)}).`,
  )
  terminal.line(terminal.paint("faint", `  fidelio serve --model_path ${model}`))
}

interface Place {
  readonly hub: HubClient
  readonly at: { readonly repository: string; readonly version: string }
}

/** A file below the folder; what arrives must be what its SHA-256 says. */
async function download({ hub, at }: Place, artifact: Artifact, folder: string): Promise<void> {
  const { path, sha256 } = artifact
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(path) || path.split("/").some((part) => /^\.+$/.test(part))) {
    throw new FidelioError("hub/checksum", `The hub names a file "${path}", which is no place below a folder.`)
  }
  const target = join(folder, ...path.split("/"))
  await ensureDirectory(dirname(target))
  const response = await hub.downloadArtifact({ params: { ...at, sha256 } })
  const hash = createHash("sha256")
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const body =
    response.body === null
      ? Readable.from([])
      : Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]) // the DOM's type of the same stream
  await pipeline(body, hashing, createWriteStream(target))
  if (hash.digest("hex") === sha256) return
  throw new FidelioError("hub/checksum", `What arrived of ${path} is not what its SHA-256 says.`, {
    at: path,
    hint: "Try again.",
  })
}

interface PushValues extends ConnectionValues {
  readonly repository: string
  readonly results: string
  readonly parent: string | undefined
  readonly dataset: string | undefined
  readonly description: string | undefined
}

export async function push(values: PushValues, context: CommandContext): Promise<void> {
  const { hub, url } = await connect(values)
  const version = await pushResults(hub, values)
  context.emit?.("version", version)
  const { terminal } = context
  const page = `${url}/repositories/${version.repository}/versions/${version.number}`
  terminal.line(`${terminal.paint("good", versionRef(version))} is recorded  ${objectiveText(version.objective)}`)
  terminal.line(terminal.paint("faint", page))
}

type Pushed = Pick<PushValues, "repository" | "results" | "parent" | "dataset" | "description">

/** Sends the files of a run's folder and has them recorded as the next version. */
export async function pushResults(hub: HubClient, values: Pushed): Promise<Version> {
  const root = await resultsFolder(values.results)
  await loadModel(join(root, "model")) // a damaged model is noticed before anything is sent
  const files = await filesBelow(root)
  const sent: { path: string; sha256: string }[] = []
  for (const path of files) sent.push({ path, sha256: await send(hub, join(root, ...path.split("/"))) })
  return await hub.pushVersion({
    params: { repository: values.repository },
    body: {
      files: sent,
      description: values.description ?? "",
      ...(values.parent !== undefined && { parent: values.parent.replace(/^.*@/, "") }),
      ...(values.dataset !== undefined && { dataset: values.dataset }),
    },
  })
}

/** The folder of a run: the one given, or the one around a given model. */
async function resultsFolder(path: string): Promise<string> {
  const isThere = async (name: string): Promise<boolean> =>
    await stat(join(path, name)).then(
      () => true,
      () => false,
    )
  if (await isThere("model/manifest.json")) return path
  if (await isThere("manifest.json")) return dirname(path)
  throw new FidelioError("artifact/not-found", `There is no model in "${path}".`, {
    at: path,
    hint: "Give the results folder of a finished run, such as results/experiment_run.",
  })
}

/** What belongs to a version: the model's own files and what stands beside its folder, but no logs and checkpoints. */
async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => /^(?:model\/)?[\w][\w.-]*$/.test(path))
    .toSorted()
}

async function send(hub: HubClient, path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  const expected = hash.digest("hex")
  const { sha256 } = await hub.uploadBlob({ body: await openAsBlob(path) })
  if (sha256 === expected) return sha256
  throw new FidelioError("hub/checksum", `The hub received other bytes of "${path}" than were sent.`, {
    at: path,
    hint: "Try again.",
  })
}
