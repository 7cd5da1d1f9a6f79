// One table under a config with nothing but names and types: trained by the product, judged on its test split.
import { parseConfigObject, recommend } from "@fidelio/core"
import { train, type TrainResult } from "@fidelio/engine"
import type { SplitMetrics } from "@fidelio/engine"
import { isRecord } from "../../packages/core/src/schema/walk.ts"
import { plainConfig, type QualityTable } from "./tables/table.ts"

/** Metric → value, and what the run took. */
export type Figures = Readonly<Record<string, number>>

/** What a table is judged by. */
export function metricsOf({ type, columns, target }: QualityTable): readonly string[] {
  if (type === "number") return ["r2"]
  return new Set(columns[target]).size === 2 ? ["roc_auc", "accuracy"] : ["accuracy"]
}

type Settings = Readonly<Record<string, unknown>>

/** Settings of `over` where it has them, else of `base`. */
const merged = (base: Settings, over: Settings): Settings => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(over).map(([key, value]) => {
      const below = base[key]
      return [key, isRecord(below) && isRecord(value) ? merged(below, value) : value]
    }),
  ),
})

/** The plain config; with settings to try, the recipe written out and changed by them. */
export function configOf(table: QualityTable, tried: Settings | undefined): Settings {
  const plain = { ...plainConfig(table), backend: { type: "local", threads: 1 } }
  if (tried === undefined) return plain
  const { input_features: defaults, ...sections } = recommend({ ...plain, model_type: tried["model_type"] })
  return merged({ ...plain, defaults, ...sections }, tried)
}

export async function measure(table: QualityTable, seed: number, tried: Settings | undefined): Promise<Figures> {
  let test: SplitMetrics | undefined
  let took = { epochs: 0, bestEpoch: 0, steps: 0 }
  const began = performance.now()
  const result: TrainResult = await train({
    config: parseConfigObject(configOf(table, tried)),
    sources: { dataset: table.columns },
    randomSeed: seed,
    skipSaveModel: true,
    skipSaveProcessedInput: true,
    skipSaveTrainingDescription: true,
    skipSaveTrainingStatistics: true,
    skipSaveProgress: true,
    skipSaveLog: true,
    callbacks: {
      onTrainEnd(end) {
        test = end.bestMetrics?.test
        took = end
      },
    },
  })
  const metrics = Object.entries(test?.[table.target] ?? {}).map(
    ([name, value]) => [name, value ?? Number.NaN] as const,
  )
  const followed = result.trainingStatistics.validation
  return {
    ...Object.fromEntries(metrics),
    validation: Math.min(...(followed?.["combined"]?.["loss"] ?? []).map((loss) => loss ?? Infinity)),
    epochs: took.epochs,
    best_epoch: took.bestEpoch,
    steps: took.steps,
    seconds: (performance.now() - began) / 1000,
  }
}
