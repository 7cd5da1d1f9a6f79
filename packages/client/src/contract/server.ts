// The hub itself: health, trainings under way, workers, and configs checked before they are trained.
import { z } from "zod"
import { json, operation } from "../operation.ts"
import { datasetRefSchema, pageOf, pageQuery, timeSchema, jsonSchema } from "./values.ts"
import { progressSchema } from "./results.ts"
import { statusSchema, versionSummarySchema } from "./versions.ts"

const tag = "hub"

export const jobSchema = z
  .strictObject({
    version: versionSummarySchema,
    attempt: z.int(),
    worker: z.string().nullable(),
    heartbeat: timeSchema.nullable(),
    progress: progressSchema.nullable(),
    cancel_requested: z.boolean(),
  })
  .meta({ id: "Job" })

export const workerSchema = z
  .strictObject({
    name: z.string(),
    host: z.string(),
    concurrency: z.int(),
    running: z.int(),
    started: timeSchema,
    heartbeat: timeSchema,
    is_alive: z.boolean(),
  })
  .meta({ id: "Worker" })

export const configProblemSchema = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    at: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
  })
  .meta({ id: "ConfigProblem" })

export const getHealth = operation({
  id: "getHealth",
  method: "GET",
  path: "/health",
  tag,
  summary: "Whether the hub answers and its database does.",
  access: "open",
  answer: json(z.strictObject({ status: z.enum(["ok"]), version: z.string() })),
})

export const listJobs = operation({
  id: "listJobs",
  method: "GET",
  path: "/jobs",
  tag,
  summary: "Trainings, those under way first, then the newest.",
  access: "viewer",
  query: z.strictObject({ ...pageQuery, status: statusSchema.optional() }),
  answer: json(pageOf(jobSchema)),
})

export const listWorkers = operation({
  id: "listWorkers",
  method: "GET",
  path: "/workers",
  tag,
  summary: "Processes that train.",
  access: "viewer",
  answer: json(z.strictObject({ items: z.array(workerSchema) })),
})

export const checkConfig = operation({
  id: "checkConfig",
  method: "POST",
  path: "/config/check",
  tag,
  summary: "All problems of a config, with their lines; with a dataset also columns that are not in it.",
  access: "viewer",
  body: z.strictObject({ config: z.string().max(1_000_000), dataset: datasetRefSchema.optional() }),
  answer: json(z.strictObject({ problems: z.array(configProblemSchema), rendered_config: z.string().nullable() })),
})

export const getConfigSchema = operation({
  id: "getConfigSchema",
  method: "GET",
  path: "/config/schema",
  tag,
  summary: "The JSON Schema of configs, for editors.",
  access: "viewer",
  answer: json(z.record(z.string(), jsonSchema)),
})

export type Job = z.output<typeof jobSchema>
export type Worker = z.output<typeof workerSchema>
export type ConfigProblem = z.output<typeof configProblemSchema>
