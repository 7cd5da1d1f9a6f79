// description.json: what a run was made from, and what it was made of.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { FidelioError, type Config } from "@fidelio/core"
import { errorCode } from "../artifact/atomic.ts"
import type { DatasetSources, TableSource } from "../data/sources.ts"
import { runtimeEnvironment } from "../runtime/environment.ts"
import type { DataReady, ModelBuilt } from "./callbacks.ts"

/** Enough to make the run again, and what else there is to say of it. */
export interface RunDescription {
  readonly fidelio_version: string
  readonly command: string
  readonly random_seed: number
  readonly dataset: string | readonly string[] | null
  readonly training_set: string | readonly string[] | null
  readonly validation_set: string | readonly string[] | null
  readonly test_set: string | readonly string[] | null
  readonly data_format: string
  /** Every default filled in. */
  readonly config: Config
  /** As the user wrote it. */
  readonly written_config: string
  /** Rows a split, and rows left out with the reason. */
  readonly split: DataReady["splits"] & Pick<DataReady, "dropped">
  /** The model's parts; from the end of the training on. */
  readonly model?: ModelBuilt | undefined
  readonly environment: Readonly<Record<string, string | number>>
}

export const descriptionName = "description.json"

type Described = Pick<RunDescription, "command" | "random_seed" | "config" | "written_config" | "split" | "model">

export async function describeRun(sources: DatasetSources, described: Described): Promise<RunDescription> {
  const { fidelio, ...environment } = await runtimeEnvironment()
  const { command, random_seed, ...rest } = described
  return {
    fidelio_version: fidelio,
    command,
    random_seed,
    dataset: pathsOf(sources.dataset),
    training_set: pathsOf(sources.trainingSet),
    validation_set: pathsOf(sources.validationSet),
    test_set: pathsOf(sources.testSet),
    data_format: sources.dataFormat ?? "auto",
    ...rest,
    environment,
  }
}

/** The paths of a table's files; null for none, and for a table in memory. */
function pathsOf(source: TableSource | undefined): string | readonly string[] | null {
  if (typeof source === "string") return source
  const isPaths = Array.isArray(source) && source.length > 0 && source.every((path) => typeof path === "string")
  return isPaths ? source : null
}

/** What an earlier run's folder says of it; undefined where there is no folder or no description. */
export async function readDescription(directory: string): Promise<RunDescription | undefined> {
  const path = join(directory, descriptionName)
  try {
    return JSON.parse(await readFile(path, "utf8")) as RunDescription // written by `describeRun`
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined
    throw new FidelioError("training/resume", `The description of the run, "${path}", cannot be read.`, {
      at: path,
      cause,
    })
  }
}
