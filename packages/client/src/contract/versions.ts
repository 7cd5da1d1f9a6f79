// Versions of a model: how each came to be, what it learned from, and how well it does.
import { z } from "zod"
import { accepted, created, json, none, operation } from "../operation.ts"
import {
  datasetPlaceSchema,
  datasetRefSchema,
  descriptionSchema,
  directionSchema,
  idSchema,
  jsonSchema,
  metricsSchema,
  nameSchema,
  numberSchema,
  pageOf,
  pageQuery,
  problemSchema,
  sha256Schema,
  timeSchema,
  userRefSchema,
  versionKeySchema,
  versionPlaceSchema,
} from "./values.ts"

const tag = "versions"

export const statusSchema = z
  .enum(["queued", "preprocessing", "training", "evaluating", "ready", "failed", "cancelled"])
  .meta({ id: "VersionStatus" })

/** The metric that the training followed, with its value for the model that was kept. */
export const objectiveSchema = z
  .strictObject({
    feature: z.string(),
    metric: z.string(),
    split: z.enum(["training", "validation", "test"]),
    direction: directionSchema,
    value: z.number().nullable(),
  })
  .meta({ id: "Objective" })

const summaryShape = {
  id: idSchema,
  repository: z.string(),
  number: numberSchema,
  status: statusSchema,
  description: z.string(),
  model_type: z.enum(["ecd", "gbm", "linear"]),
  /** `trained` here, `pushed` from elsewhere, or `forked` from another repository. */
  origin: z.enum(["trained", "pushed", "forked"]),
  author: userRefSchema,
  /** What it was edited or forked from. */
  parent: versionPlaceSchema.nullable(),
  dataset: datasetPlaceSchema.nullable(),
  outputs: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  objective: objectiveSchema.nullable(),
  aliases: z.array(z.string()),
  created: timeSchema,
  /** When it became ready, failed or was cancelled. */
  ended: timeSchema.nullable(),
} as const

export const versionSummarySchema = z.strictObject(summaryShape).meta({ id: "VersionSummary" })

export const layerSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  parameters: z.int(),
  /** Of boosted trees: those that were kept, and the leaves of all of them. */
  trees: z.int().optional(),
  leaves: z.int().optional(),
})

export const versionSchema = z
  .strictObject({
    ...summaryShape,
    /** As it was written, YAML. */
    config: z.string(),
    /** Every default filled in. */
    rendered_config: jsonSchema,
    seed: z.int(),
    /** When each stage began; null for one that was not reached. */
    stages: z.strictObject({
      queued: timeSchema.nullable(),
      preprocessing: timeSchema.nullable(),
      training: timeSchema.nullable(),
      evaluating: timeSchema.nullable(),
    }),
    /** How often a worker has begun it. */
    attempt: z.int(),
    error: problemSchema.nullable(),
    metrics: metricsSchema,
    /** Rows a split, and rows left out with the reason. */
    split: z
      .strictObject({
        training: z.int(),
        validation: z.int(),
        test: z.int(),
        dropped: z.array(z.strictObject({ rows: z.int(), reason: z.string() })),
      })
      .nullable(),
    model: z.strictObject({ parameters: z.int(), layers: z.array(layerSchema) }).nullable(),
    /** Versions of Fidelio, Node and ONNX Runtime, machine, cores, worker. */
    environment: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: "Version" })

export const inRepository = z.strictObject({ repository: nameSchema })
export const versionParams = z.strictObject({ repository: nameSchema, version: versionKeySchema })

/** What a training is started from. */
export const trainingRequestSchema = z
  .strictObject({
    config: z.string().min(1).max(1_000_000).meta({ description: "YAML." }),
    dataset: datasetRefSchema,
    parent: versionKeySchema
      .optional()
      .meta({ description: "The version of this repository that it was edited from." }),
    description: descriptionSchema.default(""),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(42),
  })
  .meta({ id: "TrainingRequest" })

export const listVersions = operation({
  id: "listVersions",
  method: "GET",
  path: "/repositories/{repository}/versions",
  tag,
  summary: "Versions, newest first.",
  access: "viewer",
  params: inRepository,
  query: z.strictObject({ ...pageQuery, status: statusSchema.optional() }),
  answer: json(pageOf(versionSummarySchema)),
})

export const trainVersion = operation({
  id: "trainVersion",
  method: "POST",
  path: "/repositories/{repository}/versions",
  tag,
  summary: "Train the next version: it gets its number now and waits for a worker.",
  access: "editor",
  params: inRepository,
  body: trainingRequestSchema,
  answer: accepted(versionSchema),
  isCreation: true,
})

export const pushVersion = operation({
  id: "pushVersion",
  method: "POST",
  path: "/repositories/{repository}/versions/push",
  tag,
  summary: "Record a model that was trained elsewhere; its files were sent as blobs before, and are checked.",
  access: "editor",
  params: inRepository,
  body: z.strictObject({
    files: z
      .array(z.strictObject({ path: z.string().min(1).max(200), sha256: sha256Schema }))
      .min(1)
      .max(200)
      .meta({ description: "Of the results folder: `model/manifest.json`, …, `training_statistics.json`." }),
    parent: versionKeySchema.optional(),
    dataset: datasetRefSchema.optional(),
    description: descriptionSchema.default(""),
  }),
  answer: created(versionSchema),
  isCreation: true,
})

export const getVersion = operation({
  id: "getVersion",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}",
  tag,
  summary: "A version by its number or an alias.",
  access: "viewer",
  params: versionParams,
  answer: json(versionSchema),
})

export const updateVersion = operation({
  id: "updateVersion",
  method: "PATCH",
  path: "/repositories/{repository}/versions/{version}",
  tag,
  summary: "Change the description, the one thing that may change.",
  access: "editor",
  params: versionParams,
  body: z.strictObject({ description: descriptionSchema }),
  answer: json(versionSchema),
})

export const deleteVersion = operation({
  id: "deleteVersion",
  method: "DELETE",
  path: "/repositories/{repository}/versions/{version}",
  tag,
  summary: "Delete a version that has ended and that no alias names. Its number is not given again.",
  access: "editor",
  params: versionParams,
  answer: none,
})

export const cancelVersion = operation({
  id: "cancelVersion",
  method: "POST",
  path: "/repositories/{repository}/versions/{version}/cancel",
  tag,
  summary: "Cancel a training that waits or runs.",
  access: "editor",
  params: versionParams,
  answer: accepted(versionSchema),
})

export const forkVersion = operation({
  id: "forkVersion",
  method: "POST",
  path: "/repositories/{repository}/versions/{version}/fork",
  tag,
  summary: "A new repository whose first version is this one: its config, data, files and lineage kept.",
  access: "editor",
  params: versionParams,
  body: z.strictObject({ name: nameSchema, description: descriptionSchema.default("") }),
  answer: created(versionSchema),
  isCreation: true,
})

export type VersionStatus = z.output<typeof statusSchema>
export type Objective = z.output<typeof objectiveSchema>
export type VersionSummary = z.output<typeof versionSummarySchema>
export type Version = z.output<typeof versionSchema>
export type TrainingRequest = z.output<typeof trainingRequestSchema>
