// Versions as the API shows them, from rows of the view.
import type { Version, VersionSummary } from "@fidelio/client"
import type { Selectable } from "kysely"
import type { Database } from "../db/schema.ts"

/** Columns of the view that a summary is made of. */
export const summaryColumns = [
  "id",
  "repository",
  "number",
  "status",
  "description",
  "model_type",
  "origin",
  "author_id",
  "author_name",
  "parent_number",
  "parent_repository",
  "dataset",
  "dataset_revision",
  "dataset_sha256",
  "outputs",
  "objective",
  "aliases",
  "created",
  "ended",
] as const

/** Columns of the view that a whole version is made of. */
export const versionColumns = [
  ...summaryColumns,
  "config",
  "rendered_config",
  "seed",
  "queued_at",
  "preprocessing_at",
  "training_at",
  "evaluating_at",
  "lease",
  "error",
  "metrics",
  "split",
  "model",
  "environment",
] as const

type ViewRow = Selectable<Database["version_view"]>
/** Times may be text: the database writes them so where a row is part of a JSON value. */
type Readable<T> = { readonly [K in keyof T]: T[K] extends Date | null ? T[K] | string : T[K] }
export type SummaryRow = Readable<Pick<ViewRow, (typeof summaryColumns)[number]>>
export type VersionRow = Readable<Pick<ViewRow, (typeof versionColumns)[number]>>

export function timeOf(time: Date | string): string
export function timeOf(time: Date | string | null): string | null
export function timeOf(time: Date | string | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

export const summaryOf = (row: SummaryRow): VersionSummary => ({
  id: row.id,
  repository: row.repository,
  number: row.number,
  status: row.status,
  description: row.description,
  model_type: row.model_type,
  origin: row.origin,
  author: { id: row.author_id, name: row.author_name },
  parent: placeOf(row.parent_repository, row.parent_number),
  dataset: datasetOf(row),
  outputs: row.outputs,
  objective: row.objective,
  aliases: row.aliases,
  created: timeOf(row.created),
  ended: timeOf(row.ended),
})

export const versionOf = (row: VersionRow): Version => ({
  ...summaryOf(row),
  config: row.config,
  rendered_config: row.rendered_config as Version["rendered_config"], // JSON both
  seed: row.seed,
  stages: {
    queued: timeOf(row.queued_at),
    preprocessing: timeOf(row.preprocessing_at),
    training: timeOf(row.training_at),
    evaluating: timeOf(row.evaluating_at),
  },
  attempt: row.lease,
  error: row.error,
  metrics: row.metrics,
  split: row.split,
  model: row.model,
  environment: row.environment,
})

export const placeOf = (repository: string | null, number: number | null): VersionSummary["parent"] =>
  repository === null || number === null ? null : { repository, number }

const datasetOf = ({
  dataset,
  dataset_revision: revision,
  dataset_sha256: sha256,
}: SummaryRow): VersionSummary["dataset"] =>
  dataset === null || revision === null || sha256 === null ? null : { name: dataset, revision, sha256 }
