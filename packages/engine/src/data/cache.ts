// Encoded data kept beside the dataset, under a key of everything they depend on.
import { createHash } from "node:crypto"
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { layoutOf, rowColumns, tableNames, type EncodedSplit, type FittedFeature, type Tensor } from "@fidelio/core"
import { readSafetensors, writeSafetensors } from "../artifact/safetensors.ts"
import { fidelioVersion } from "../version.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { fittedFeature, type PlannedFeature } from "./ingest.ts"
import type { Prepared, PrepareOptions } from "./prepared-dataset.ts"
import type { Relation } from "./relation.ts"

/** What a cache file's metadata holds, as JSON, under `dataset`. */
interface Kept extends Pick<Prepared, "columns" | "dropped" | "notices" | "source"> {
  readonly features: readonly Pick<Prepared["features"][number], "key" | "metadata" | "steps">[]
  /** Inputs that are made of other ones' columns; no config writes them. */
  readonly companions: readonly FittedFeature[]
  readonly sizes: Readonly<Record<string, number>>
}

export interface Cache {
  /** Undefined where there is nothing that can be used. */
  read(features: readonly PlannedFeature[]): Promise<Prepared | undefined>
  write(prepared: Prepared): Promise<void>
}

/** Up to this size a file counts as unchanged only if its content is. */
const hashedBelow = 1 << 20
/** How many files a cache folder keeps, the last used ones. */
const keptFiles = 6

/** Raised when files are written in another way, or columns encoded in another. */
const cacheFormat = 3

const splitNames = ["training", "validation", "test"] as const

/** No cache for data in memory, or where it is not wanted. */
export async function openCache(
  relations: readonly Relation[],
  options: PrepareOptions & { readonly config: DatasetConfig },
): Promise<Cache | undefined> {
  const files = relations.flatMap((relation) => relation.files ?? [])
  if (options.cache !== true || files.length === 0 || relations.some((relation) => relation.files === undefined))
    return undefined
  const key = await cacheKey(relations, options)
  const folder =
    options.cacheDirectory ?? join(dirname(files[0]!), `${basename(files[0]!).replace(/\.[^.]*$/, "")}.fidelio-cache`)
  const path = join(folder, `${key}.safetensors`)
  const notice = options.onNotice ?? (() => undefined)
  return {
    read: async (features) => await readCache(path, features, options),
    write: async (prepared) => {
      try {
        await mkdir(folder, { recursive: true })
        await writeCache(path, prepared)
        await removeOldest(folder)
      } catch (cause) {
        notice(
          `The encoded data are not kept for the next run: ${cause instanceof Error ? cause.message : String(cause)}`,
        )
      }
    },
  }
}

async function cacheKey(
  relations: readonly Relation[],
  { config, seed }: PrepareOptions & { readonly config: DatasetConfig },
): Promise<string> {
  const fingerprints = []
  for (const { files } of relations) fingerprints.push(await Promise.all((files ?? []).map(fingerprint)))
  const feature = ({ name, column, type, active, preprocessing }: DatasetConfig["input_features"][number]) => ({
    name,
    column: column ?? name,
    type,
    active: active ?? true,
    preprocessing,
  })
  const key = {
    version: fidelioVersion(),
    format: cacheFormat,
    seed,
    data: fingerprints,
    inputs: config.input_features.map(feature),
    outputs: config.output_features.map(feature),
    preprocessing: config.preprocessing,
  }
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 32)
}

async function fingerprint(path: string): Promise<readonly (string | number)[]> {
  const { size, mtimeMs } = await stat(path)
  const content =
    size <= hashedBelow
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : ""
  return content === "" ? [path, size, mtimeMs] : [path, size, content]
}

/** A feature of the config, whose settings may change from run to run. */
const isOwn = ({ companionOf }: FittedFeature): boolean => companionOf === undefined

async function writeCache(path: string, prepared: Prepared): Promise<void> {
  const tensors = new Map<string, Tensor>()
  const sizes: Record<string, number> = {}
  for (const name of splitNames) {
    const split = prepared.splits[name]
    if (split === undefined) continue
    sizes[name] = split.size
    for (const table of tableNames) {
      const tensor = split.tables[table]
      if (tensor !== undefined) tensors.set(`${name}.${table}`, tensor)
    }
  }
  const kept: Kept = {
    columns: prepared.columns,
    dropped: prepared.dropped,
    notices: prepared.notices,
    source: prepared.source,
    features: prepared.features.filter(isOwn).map(({ key, metadata, steps }) => ({ key, metadata, steps })),
    companions: prepared.features.filter((feature) => !isOwn(feature)),
    sizes,
  }
  await writeSafetensors(path, { tensors, metadata: { dataset: JSON.stringify(kept) } }, { durable: false })
}

/** Anything wrong with the file means that it is made anew. */
async function readCache(
  path: string,
  features: readonly PlannedFeature[],
  { config, onNotice: notice = () => undefined }: Pick<PrepareOptions, "onNotice"> & { readonly config: DatasetConfig },
): Promise<Prepared | undefined> {
  try {
    if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined
    const { tensors, metadata } = await readSafetensors(path)
    const kept = JSON.parse(metadata["dataset"] ?? "null") as Kept // written by `writeCache`, under a key of this version
    const learned = new Map(kept.features.map((feature) => [feature.key, feature]))
    const fitted = features.flatMap((feature) => {
      const { metadata: found, steps } = learned.get(feature.key)!
      const own = fittedFeature(feature, { metadata: found, steps: steps.slice(feature.parse.length) }) // which begin with its parsing
      return [own, ...kept.companions.filter(({ companionOf }) => companionOf === own.key)]
    })
    const layout = layoutOf([...fitted, ...rowColumns(config.preprocessing)])
    const splits: Partial<Record<(typeof splitNames)[number], EncodedSplit>> = {}
    for (const name of splitNames) {
      const size = kept.sizes[name]
      if (size === undefined) continue
      const tables = Object.fromEntries(
        tableNames.flatMap((table) => {
          if (layout.tables[table].length === 0) return []
          const tensor = tensors.get(`${name}.${table}`)
          if (tensor === undefined || tensor.shape[0] !== size) throw new TypeError(`no ${name}.${table}`)
          return [[table, tensor]]
        }),
      )
      splits[name] = { size, tables }
    }
    const { training, ...others } = splits
    if (training === undefined) return undefined
    const now = new Date()
    await utimes(path, now, now).catch(() => undefined) // a folder that cannot be written to still can be read
    const { columns, dropped, notices, source } = kept
    return { layout, splits: { training, ...others }, features: fitted, columns, dropped, notices, source }
  } catch (cause) {
    notice(
      `The encoded data kept from an earlier run are damaged and are made anew (${cause instanceof Error ? cause.message : String(cause)}).`,
    )
    return undefined
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".safetensors"))
  if (names.length <= keptFiles) return
  const dated = await Promise.all(names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })))
  for (const { name } of dated.toSorted((a, b) => b.time - a.time).slice(keptFiles))
    await rm(join(folder, name), { force: true })
}
