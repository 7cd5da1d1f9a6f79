// The reference pages of the trainers: one a model type.
import type { z } from "zod"
import { recommend } from "../packages/core/src/config/recommend.ts"
import { modelTypes, type ModelType } from "../packages/core/src/config/root.ts"
import { supportTable } from "../packages/core/src/config/support-table.ts"
import { isRecord, objectFor, unwrap } from "../packages/core/src/schema/walk.ts"
import { code, defaultOf, page, section, settingsTable, table } from "./reference-pieces.ts"

const trainerOf = (type: ModelType): z.ZodObject =>
  objectFor(modelTypes[type].shape.trainer, undefined) ?? modelTypes[type] // a trainer is an object

const networks = (): string => {
  const part = (key: string): z.ZodType => trainerOf("ecd").shape[key] as z.ZodType
  return page(
    "Trainer",
    "How a network is trained: `trainer` where `model_type` is ecd, or not written.",
    settingsTable(trainerOf("ecd")),
    ...["learning_rate_scheduler", "gradient_clipping", "profiler"].map((key) => section(key, part(key))),
  )
}

/** The trainer's settings that a config gets where it is silent, other than the schema's. */
function chosenOf(type: ModelType): Readonly<Record<string, unknown>> {
  const { trainer } = recommend({ model_type: type })
  return isRecord(trainer) ? trainer : {}
}

const silentKeys = (type: ModelType): readonly string[] =>
  supportTable
    .filter(({ models, path, isDropped }) => models?.includes(type) && path.startsWith("trainer.") && !isDropped)
    .map(({ path }) => path.slice("trainer.".length))

function trees(): string {
  const schema = trainerOf("gbm")
  const chosen = chosenOf("gbm")
  const silent = silentKeys("gbm")
  const others = Object.entries(chosen).filter(
    ([key, value]) => unwrap(schema.shape[key] as z.ZodType).initial !== value,
  )
  return page(
    "Trainer of trees",
    "How boosted trees are grown: `trainer` where `model_type` is gbm. [Trees and linear models](../how-to/trees-and-linear.md) says which settings matter.",
    settingsTable(schema, silent, chosen),
    `## Other defaults than Ludwig's\n\n${table(
      ["setting", "here", "Ludwig"],
      others.map(([key, value]) => [`\`${key}\``, code(value), defaultOf(schema.shape[key] as z.ZodType)]),
    )}`,
    `## Accepted, without effect\n\n${silent.map((key) => `\`${key}\``).join(", ")}: [why](compatibility.md#accepted-without-effect).`,
  )
}

const linear = (): string =>
  page(
    "Trainer of linear models",
    "How coefficients are fitted: `trainer` where `model_type` is linear. [Trees and linear models](../how-to/trees-and-linear.md) says more.",
    settingsTable(trainerOf("linear"), [], chosenOf("linear")),
  )

export const trainerPages: Readonly<Record<string, string>> = {
  trainer: networks(),
  "gbm-trainer": trees(),
  "linear-trainer": linear(),
}
