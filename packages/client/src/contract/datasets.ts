// Tables: named, in revisions, each with fingerprint, columns, profile and preview.
import { z } from "zod"
import { bytes, created, json, none, operation } from "../operation.ts"
import {
  descriptionSchema,
  nameSchema,
  numberSchema,
  numberTextSchema,
  pageOf,
  pageQuery,
  sha256Schema,
  timeSchema,
  userRefSchema,
} from "./values.ts"

const tag = "datasets"

export const dataFormats = ["csv", "tsv", "parquet", "json", "jsonl", "arrow"] as const

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const columnProfileSchema = z
  .strictObject({
    name: z.string(),
    /** As the data engine reads it: VARCHAR, DOUBLE, … */
    sql_type: z.string(),
    /** The feature type that it most likely is. */
    type: z.enum(["binary", "category", "number"]),
    /** Why it had better be left out of a model, if so. */
    excluded: z.string().optional(),
    rows: z.int(),
    missing: z.int(),
    distinct: z.int(),
    examples: z.array(z.string()),
    /** Of numbers. */
    min: z.number().nullable(),
    max: z.number().nullable(),
    mean: z.number().nullable(),
    standard_deviation: z.number().nullable(),
    /** 5, 25, 50, 75 and 95 % of the values of a number are below. */
    quantiles: z.array(z.number()).nullable(),
    /** Of numbers: one count between each two edges. */
    histogram: z.strictObject({ edges: z.array(z.number()), counts: z.array(z.int()) }).nullable(),
    /** The most frequent values, most frequent first; the rest is what is not here. */
    top: z.array(z.strictObject({ value: z.string(), count: z.int() })).nullable(),
  })
  .meta({ id: "ColumnProfile" })

export const datasetSourceSchema = z
  .strictObject({
    kind: z.enum(["upload", "path", "url", "fork"]),
    /** File name, path or address, without credentials. */
    name: z.string(),
  })
  .meta({ id: "DatasetSource" })

export const revisionSummarySchema = z
  .strictObject({
    dataset: z.string(),
    revision: numberSchema,
    sha256: sha256Schema,
    bytes: z.int(),
    rows: z.int(),
    columns: z.int(),
    format: z.enum(dataFormats),
    source: datasetSourceSchema,
    created: timeSchema,
    created_by: userRefSchema,
  })
  .meta({ id: "DatasetRevisionSummary" })

export const revisionSchema = z
  .strictObject({
    ...revisionSummarySchema.omit({ columns: true }).shape,
    profile: z.array(columnProfileSchema),
    preview: z.strictObject({ columns: z.array(z.string()), rows: z.array(z.array(cellSchema)) }),
    /** Versions that were trained on it. */
    used_by: z.array(z.strictObject({ repository: z.string(), number: numberSchema })),
  })
  .meta({ id: "DatasetRevision" })

export const datasetSchema = z
  .strictObject({
    name: nameSchema,
    description: descriptionSchema,
    revisions: z.int(),
    latest: revisionSummarySchema.nullable(),
    created: timeSchema,
    updated: timeSchema,
    created_by: userRefSchema,
  })
  .meta({ id: "Dataset" })

export const inferredSchema = z
  .strictObject({
    /** A config with comments, ready to be edited. */
    config: z.string(),
    features: z.array(
      z.strictObject({
        column: z.string(),
        type: z.enum(["binary", "category", "number"]),
        role: z.enum(["input", "output", "excluded"]),
        excluded: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "InferredConfig" })

const params = z.strictObject({ dataset: nameSchema })
const revisionParams = z.strictObject({ dataset: nameSchema, revision: numberTextSchema })

export const listDatasets = operation({
  id: "listDatasets",
  method: "GET",
  path: "/datasets",
  tag,
  summary: "Datasets, the last changed first.",
  access: "viewer",
  query: z.strictObject({ ...pageQuery, search: z.string().max(200).optional() }),
  answer: json(pageOf(datasetSchema)),
})

export const createDataset = operation({
  id: "createDataset",
  method: "POST",
  path: "/datasets",
  tag,
  summary: "A name for a table; its rows come as a revision.",
  access: "editor",
  body: z.strictObject({ name: nameSchema, description: descriptionSchema.default("") }),
  answer: created(datasetSchema),
  isCreation: true,
})

export const getDataset = operation({
  id: "getDataset",
  method: "GET",
  path: "/datasets/{dataset}",
  tag,
  summary: "A dataset.",
  access: "viewer",
  params,
  answer: json(datasetSchema),
})

export const updateDataset = operation({
  id: "updateDataset",
  method: "PATCH",
  path: "/datasets/{dataset}",
  tag,
  summary: "Change the description.",
  access: "editor",
  params,
  body: z.strictObject({ description: descriptionSchema }),
  answer: json(datasetSchema),
})

export const deleteDataset = operation({
  id: "deleteDataset",
  method: "DELETE",
  path: "/datasets/{dataset}",
  tag,
  summary: "Delete a dataset that no version was trained on. Its name stays taken.",
  access: "editor",
  params,
  answer: none,
})

export const listRevisions = operation({
  id: "listRevisions",
  method: "GET",
  path: "/datasets/{dataset}/revisions",
  tag,
  summary: "Revisions, newest first.",
  access: "viewer",
  params,
  query: z.strictObject(pageQuery),
  answer: json(pageOf(revisionSummarySchema)),
})

export const uploadRevision = operation({
  id: "uploadRevision",
  method: "POST",
  path: "/datasets/{dataset}/revisions",
  tag,
  summary:
    "Upload a file of rows as the next revision; gzip and zstd are unpacked. The dataset is made if there is none of that name.",
  access: "editor",
  params,
  query: z.strictObject({
    file: z
      .string()
      .max(200)
      .meta({ description: "Name of the file, which tells its format where `format` does not." })
      .optional(),
    format: z.enum(dataFormats).optional(),
  }),
  body: bytes("The file, as it is."),
  answer: created(revisionSchema),
  isCreation: true,
})

export const importRevision = operation({
  id: "importRevision",
  method: "POST",
  path: "/datasets/{dataset}/revisions/import",
  tag,
  summary: "Read the next revision from a public address, or from a path that the hub was started to read from.",
  access: "editor",
  params,
  body: z.strictObject({
    source: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("url"), url: z.url().max(2000) }),
      z.strictObject({ kind: z.literal("path"), path: z.string().min(1).max(1000) }),
    ]),
    format: z.enum(dataFormats).optional(),
  }),
  answer: created(revisionSchema),
  isCreation: true,
})

export const getRevision = operation({
  id: "getRevision",
  method: "GET",
  path: "/datasets/{dataset}/revisions/{revision}",
  tag,
  summary: "A revision with its columns' profiles and first rows.",
  access: "viewer",
  params: revisionParams,
  answer: json(revisionSchema),
})

export const downloadRevision = operation({
  id: "downloadRevision",
  method: "GET",
  path: "/datasets/{dataset}/revisions/{revision}/file",
  tag,
  summary: "The rows, in the file that was uploaded, unpacked.",
  access: "viewer",
  params: revisionParams,
  answer: bytes("The file."),
})

export const inferConfig = operation({
  id: "inferConfig",
  method: "POST",
  path: "/datasets/{dataset}/revisions/{revision}/infer",
  tag,
  summary: "A config for this data: each column's type from its values, the given columns as outputs.",
  access: "viewer",
  params: revisionParams,
  body: z.strictObject({
    targets: z.array(z.string().max(500)).min(1).max(20),
    model_type: z.enum(["ecd", "gbm", "linear"]).default("ecd"),
  }),
  answer: json(inferredSchema),
})

export type ColumnProfile = z.output<typeof columnProfileSchema>
export type DatasetSource = z.output<typeof datasetSourceSchema>
export type RevisionSummary = z.output<typeof revisionSummarySchema>
export type Revision = z.output<typeof revisionSchema>
export type Dataset = z.output<typeof datasetSchema>
export type InferredConfig = z.output<typeof inferredSchema>
