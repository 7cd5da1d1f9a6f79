// What a training gives: curves, log and events while it runs; files, statistics and predictions of the model it made.
import { z } from "zod"
import { bytes, created, events, json, operation } from "../operation.ts"
import { jsonSchema, metricsSchema, pageOf, pageQuery, sha256Schema, timeSchema } from "./values.ts"
import { versionParams, versionSummarySchema } from "./versions.ts"

const tag = "versions"

export const evaluationSchema = z
  .strictObject({
    index: z.int(),
    epoch: z.number(),
    step: z.int(),
    /** Since the training began. */
    seconds: z.number(),
    metrics: metricsSchema,
  })
  .meta({ id: "Evaluation", description: "A point of the learning curves." })

export const logLineSchema = z
  .strictObject({
    sequence: z.int(),
    at: timeSchema,
    level: z.enum(["info", "warning", "error"]),
    message: z.string(),
  })
  .meta({ id: "LogLine" })

/** How far the training at hand is. Not kept: only sent. */
export const progressSchema = z
  .strictObject({
    epoch: z.number(),
    epochs: z.number(),
    step: z.int(),
    total_steps: z.int(),
    loss: z.number().nullable(),
    steps_per_second: z.number(),
    seconds_left: z.number().nullable(),
  })
  .meta({ id: "Progress" })

export const versionEventSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("status"), version: versionSummarySchema }),
    z.strictObject({ type: z.literal("evaluation"), evaluation: evaluationSchema }),
    z.strictObject({ type: z.literal("progress"), progress: progressSchema }),
    z.strictObject({ type: z.literal("log"), line: logLineSchema }),
  ])
  .meta({ id: "VersionEvent" })

export const artifactSchema = z
  .strictObject({
    /** Name within the version: `model/model.onnx`, `test_statistics.json`. */
    path: z.string(),
    sha256: sha256Schema,
    bytes: z.int(),
    media_type: z.string(),
  })
  .meta({ id: "Artifact" })

export const inputColumnSchema = z.strictObject({
  name: z.string(),
  column: z.string(),
  type: z.string(),
  is_required: z.boolean(),
  labels: z.array(z.string()).optional(),
  range: z.strictObject({ min: z.number(), max: z.number() }).optional(),
  example: z.union([z.number(), z.string(), z.boolean()]),
})

export const signatureSchema = z
  .strictObject({
    inputs: z.array(inputColumnSchema),
    outputs: z.array(
      z.strictObject({
        name: z.string(),
        feature: z.string(),
        type: z.string(),
        role: z.enum(["predictions", "probabilities", "probability"]),
        labels: z.array(z.string()).optional(),
      }),
    ),
  })
  .meta({ id: "Signature", description: "What the model takes and gives." })

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

export const listEvaluations = operation({
  id: "listEvaluations",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/evaluations",
  tag,
  summary: "The learning curves.",
  access: "viewer",
  params: versionParams,
  answer: json(z.strictObject({ items: z.array(evaluationSchema) })),
})

export const listLog = operation({
  id: "listLog",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/log",
  tag,
  summary: "The training's log, oldest first.",
  access: "viewer",
  params: versionParams,
  query: z.strictObject(pageQuery),
  answer: json(pageOf(logLineSchema)),
})

export const followVersion = operation({
  id: "followVersion",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/events",
  tag,
  summary: "Events of the training as they happen, those that were before it first. Ends when the training ends.",
  access: "viewer",
  params: versionParams,
  answer: events(versionEventSchema),
})

export const getStatistics = operation({
  id: "getStatistics",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/statistics",
  tag,
  summary: "Output → statistic of the test split (else of the validation split): confusion matrix, curves, importance.",
  access: "viewer",
  params: versionParams,
  answer: json(
    z.strictObject({
      split: z.enum(["training", "validation", "test"]).nullable(),
      outputs: z.record(z.string(), z.record(z.string(), jsonSchema)),
      importance: z.array(z.strictObject({ column: z.string(), value: z.number() })).nullable(),
    }),
  ),
})

export const listArtifacts = operation({
  id: "listArtifacts",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/artifacts",
  tag,
  summary: "The files of a version.",
  access: "viewer",
  params: versionParams,
  answer: json(z.strictObject({ items: z.array(artifactSchema) })),
})

export const downloadArtifact = operation({
  id: "downloadArtifact",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/artifacts/{sha256}",
  tag,
  summary: "A file of a version, by its SHA-256.",
  access: "viewer",
  params: z.strictObject({ ...versionParams.shape, sha256: sha256Schema }),
  answer: bytes("The file."),
})

export const getSignature = operation({
  id: "getSignature",
  method: "GET",
  path: "/repositories/{repository}/versions/{version}/signature",
  tag,
  summary: "What the model takes and gives.",
  access: "viewer",
  params: versionParams,
  answer: json(signatureSchema),
})

export const predict = operation({
  id: "predict",
  method: "POST",
  path: "/repositories/{repository}/versions/{version}/predict",
  tag,
  summary: "Predictions of a ready version, one a row.",
  access: "viewer",
  params: versionParams,
  body: z.strictObject({ rows: z.array(rowSchema).min(1).max(1000) }),
  answer: json(z.strictObject({ predictions: z.array(z.record(z.string(), jsonSchema)) })),
})

export const uploadBlob = operation({
  id: "uploadBlob",
  method: "POST",
  path: "/blobs",
  tag,
  summary: "Send a file that a pushed version will name by its SHA-256. What no version names within a day is removed.",
  access: "editor",
  body: bytes("The file, as it is."),
  answer: created(z.strictObject({ sha256: sha256Schema, bytes: z.int() })),
})

export type Evaluation = z.output<typeof evaluationSchema>
export type LogLine = z.output<typeof logLineSchema>
export type Progress = z.output<typeof progressSchema>
export type VersionEvent = z.output<typeof versionEventSchema>
export type Artifact = z.output<typeof artifactSchema>
export type Signature = z.output<typeof signatureSchema>
