// How versions relate: lineage, the difference of two, a comparison of many.
import { z } from "zod"
import { json, operation } from "../operation.ts"
import {
  directionSchema,
  nameSchema,
  numberSchema,
  timeSchema,
  userRefSchema,
  versionPlaceSchema,
  versionRefSchema,
  jsonSchema,
} from "./values.ts"
import { evaluationSchema } from "./results.ts"
import { objectiveSchema, statusSchema, versionSummarySchema } from "./versions.ts"

const tag = "comparison"

const splitSchema = z.enum(["training", "validation", "test"])

export const lineageNodeSchema = z
  .strictObject({
    repository: z.string(),
    number: numberSchema,
    status: statusSchema,
    model_type: z.string(),
    description: z.string(),
    author: userRefSchema,
    created: timeSchema,
    objective: objectiveSchema.nullable(),
    dataset: z.string().nullable(),
    aliases: z.array(z.string()),
  })
  .meta({ id: "LineageNode" })

export const lineageSchema = z
  .strictObject({
    nodes: z.array(lineageNodeSchema).meta({ description: "Oldest first." }),
    edges: z.array(
      z.strictObject({ from: versionPlaceSchema, to: versionPlaceSchema, kind: z.enum(["edited", "forked"]) }),
    ),
    omitted: z
      .int()
      .min(0)
      .meta({ description: "How many older versions are left out: only the newest 1,000 are told." }),
  })
  .meta({ id: "Lineage" })

/** One place of a document that two versions have differently; null where one has nothing there. */
export const changeSchema = z
  .strictObject({
    /** `input_features.age.encoder.type`; features are told by their names, not places. */
    path: z.string(),
    kind: z.enum(["added", "removed", "changed"]),
    before: jsonSchema,
    after: jsonSchema,
    /** Whether neither side wrote it: it differs because a default does. */
    is_default: z.boolean(),
  })
  .meta({ id: "Change" })

export const metricChangeSchema = z
  .strictObject({
    split: splitSchema,
    feature: z.string(),
    metric: z.string(),
    direction: directionSchema.nullable(),
    before: z.number().nullable(),
    after: z.number().nullable(),
    difference: z.number().nullable(),
    verdict: z.enum(["better", "worse", "same", "unknown"]),
  })
  .meta({ id: "MetricChange" })

export const columnChangeSchema = z
  .strictObject({
    column: z.string(),
    kind: z.enum(["added", "removed", "changed", "same"]),
    /** What of its profile differs: type, missing, distinct, mean, … */
    changes: z.array(
      z.strictObject({
        what: z.string(),
        before: z.union([z.string(), z.number(), z.null()]),
        after: z.union([z.string(), z.number(), z.null()]),
      }),
    ),
  })
  .meta({ id: "ColumnChange" })

export const diffSchema = z
  .strictObject({
    from: versionSummarySchema,
    to: versionSummarySchema,
    config: z.strictObject({
      /** Of the rendered configs, every default resolved. */
      changes: z.array(changeSchema),
      /** As written, for a side-by-side view. */
      before: z.string(),
      after: z.string(),
      /** As rendered, YAML. */
      rendered_before: z.string(),
      rendered_after: z.string(),
    }),
    data: z.strictObject({
      /** Null where a side's data is not known to the hub. */
      same: z.boolean().nullable(),
      changes: z.array(changeSchema).meta({ description: "Dataset, revision, rows, fingerprint, rows a split." }),
      columns: z.array(columnChangeSchema),
    }),
    metrics: z.array(metricChangeSchema),
    model: z.array(changeSchema).meta({ description: "Layers and parameters." }),
    environment: z.array(changeSchema),
  })
  .meta({ id: "Diff" })

export const comparisonSchema = z
  .strictObject({
    versions: z.array(versionSummarySchema),
    rows: z.array(
      z.strictObject({
        split: splitSchema,
        feature: z.string(),
        metric: z.string(),
        direction: directionSchema.nullable(),
        /** One a version, in their order. */
        values: z.array(z.number().nullable()),
        /** Places of the best. */
        best: z.array(z.int()),
      }),
    ),
    /** Learning curves, one list a version. */
    evaluations: z.array(z.array(evaluationSchema)),
  })
  .meta({ id: "Comparison" })

export const getLineage = operation({
  id: "getLineage",
  method: "GET",
  path: "/repositories/{repository}/lineage",
  tag,
  summary: "The graph of a repository's versions, with where they were forked from and what was forked from them.",
  access: "viewer",
  params: z.strictObject({ repository: nameSchema }),
  answer: json(lineageSchema),
})

export const diffVersions = operation({
  id: "diffVersions",
  method: "GET",
  path: "/diff",
  tag,
  summary: "All in which two versions differ: config, data, metrics, model, environment.",
  access: "viewer",
  query: z.strictObject({ from: versionRefSchema, to: versionRefSchema }),
  answer: json(diffSchema),
})

export const compareVersions = operation({
  id: "compareVersions",
  method: "GET",
  path: "/compare",
  tag,
  summary: "Metrics and learning curves of several versions side by side.",
  access: "viewer",
  query: z.strictObject({
    versions: z
      .string()
      .max(5000)
      .transform((text) => text.split(","))
      .pipe(z.array(versionRefSchema).min(1).max(50))
      .meta({ description: "Separated by commas: `titanic@1,titanic@production`." }),
  }),
  answer: json(comparisonSchema),
})

export type Lineage = z.output<typeof lineageSchema>
export type LineageNode = z.output<typeof lineageNodeSchema>
export type Change = z.output<typeof changeSchema>
export type MetricChange = z.output<typeof metricChangeSchema>
export type ColumnChange = z.output<typeof columnChangeSchema>
export type Diff = z.output<typeof diffSchema>
export type Comparison = z.output<typeof comparisonSchema>
