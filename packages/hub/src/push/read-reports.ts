// What stands beside a pushed model: its curves, its evaluation and what it was trained with. All of it may be missing.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Evaluation, Metrics, Objective, SplitMetrics, Version } from "@fidelio/client"
import { sizeOf } from "@fidelio/core"
import {
  metricsOf,
  testStatisticsName,
  validationTarget,
  type TestStatistics,
  type TrainedModel,
} from "@fidelio/engine"
import { z } from "zod"
import { partsOf } from "../versions/model-parts.ts"

const splits = ["training", "validation", "test"] as const

const countSchema = z.int().min(0)
const seriesSchema = z.record(z.string(), z.record(z.string(), z.array(z.number().nullable())))
const curvesSchema = z.object({
  training: seriesSchema,
  validation: seriesSchema,
  test: seriesSchema,
  evaluation_frequency: z.object({ frequency: z.number(), period: z.enum(["epoch", "step"]) }),
  evaluations: z.array(z.object({ epoch: countSchema, step: countSchema })).default([]), // older ones have none
})
const testSchema = z.record(z.string(), z.record(z.string(), z.json()))
const splitSchema = z.object({
  training: countSchema,
  validation: countSchema,
  test: countSchema,
  dropped: z.array(z.object({ rows: countSchema, reason: z.string() })),
})
const modelSchema = z.object({
  parameters: countSchema,
  layers: z.array(z.object({ name: z.string(), description: z.string(), parameters: countSchema })),
})
const descriptionSchema = z.object({
  fidelio_version: z.string(),
  random_seed: z.int().min(0),
  environment: z.record(z.string(), z.union([z.string(), z.number()])),
  // not there where an older version wrote it
  split: splitSchema.optional().catch(undefined),
  model: modelSchema.optional().catch(undefined),
})

export interface Reports {
  readonly metrics: Metrics
  readonly objective: Objective | null
  readonly evaluations: readonly Evaluation[]
  readonly model: NonNullable<Version["model"]>
  readonly split: Version["split"]
  readonly seed: number
  readonly environment: Version["environment"]
}

export async function readReports(folder: string, model: TrainedModel): Promise<Reports> {
  const read = async <S extends z.ZodType>(name: string, schema: S): Promise<z.output<S> | undefined> => {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined) // it need not be there
    return text === undefined ? undefined : schema.safeParse(parse(text)).data
  }
  const curves = await read("training_statistics.json", curvesSchema)
  const test = await read(testStatisticsName, testSchema)
  const description = await read("description.json", descriptionSchema)
  const evaluations = curves === undefined ? [] : evaluationsOf(curves)
  const { objective, best } = followed(model, evaluations)
  return {
    metrics: { ...best?.metrics, ...(test && { test: metricsOf(test as TestStatistics) as SplitMetrics }) }, // JSON both
    objective,
    evaluations,
    model: partsOf(model, description?.model ?? describe(model)),
    split: description?.split ?? null,
    seed: description?.random_seed ?? 42,
    environment: description === undefined ? {} : environmentOf(description),
  }
}

/** In the words of a version that was trained here: what is the same is not told as a difference. */
function environmentOf({ fidelio_version, random_seed, environment }: z.output<typeof descriptionSchema>) {
  const { node, platform, arch, ...rest } = environment
  const version = typeof node === "string" ? { node: node.replace(/^v/, "") } : {}
  const where = [platform, arch].filter((part) => part !== undefined).join(" ")
  const place = where === "" ? {} : { platform: where }
  return { fidelio: fidelio_version, ...version, ...place, ...rest, seed: random_seed }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // refused by every schema
  }
}

function evaluationsOf({ evaluation_frequency, evaluations, ...curves }: z.output<typeof curvesSchema>) {
  const { frequency, period } = evaluation_frequency
  const count = Math.max(
    0,
    ...splits.flatMap((split) => Object.values(curves[split]).flatMap((series) => Object.values(series))).map(lengthOf),
  )
  return Array.from({ length: count }, (_, index): Evaluation => {
    const place = (index + 1) * frequency
    const metrics = splits
      .filter((split) => Object.keys(curves[split]).length > 0)
      .map((split) => [split, at(curves[split], index)] as const)
    return {
      index,
      epoch: period === "epoch" ? place : index + 1,
      step: period === "step" ? place : index + 1,
      ...evaluations[index],
      seconds: 0,
      metrics: Object.fromEntries(metrics),
    }
  })
}

const lengthOf = ({ length }: readonly unknown[]): number => length

const at = (series: z.output<typeof seriesSchema>, index: number): SplitMetrics =>
  Object.fromEntries(
    Object.entries(series).map(([feature, metrics]) => [
      feature,
      Object.fromEntries(Object.entries(metrics).map(([metric, values]) => [metric, values[index] ?? null])),
    ]),
  )

/** The metric that its training followed, and the evaluation at which the model was kept. */
function followed(
  { spec, config }: TrainedModel,
  evaluations: readonly Evaluation[],
): { readonly objective: Objective | null; readonly best: Evaluation | undefined } {
  if (evaluations.length === 0) return { objective: null, best: undefined }
  const hasValidation = evaluations.some(({ metrics }) => metrics.validation !== undefined)
  const { field, metric, direction, split } = validationTarget(spec, config.trainer, hasValidation)
  const valueOf = ({ metrics }: Evaluation): number | null => metrics[split]?.[field]?.[metric] ?? null
  const worst = direction === "minimize" ? Infinity : -Infinity
  const isBetter = (a: number, b: number): boolean => (direction === "minimize" ? a < b : a > b)
  const best = evaluations.reduce((found, next) =>
    isBetter(valueOf(next) ?? worst, valueOf(found) ?? worst) ? next : found,
  )
  return { objective: { feature: field, metric, split, direction, value: valueOf(best) }, best }
}

/** Its parts by the names of their weights, where nothing says more. */
function describe({ weights }: TrainedModel): Reports["model"] {
  const sizes = new Map<string, number>()
  for (const [name, { shape }] of weights) {
    const part = /^(?:input_features\..+?\.encoder|output_features\..+?\.decoder|combiner)(?=\.)/.exec(name)?.[0]
    const layer = part ?? name.split(".").slice(0, 2).join(".")
    sizes.set(layer, (sizes.get(layer) ?? 0) + sizeOf(shape))
  }
  const layers = Array.from(sizes, ([name, parameters]) => ({ name, description: "", parameters }))
  return { parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0), layers }
}
