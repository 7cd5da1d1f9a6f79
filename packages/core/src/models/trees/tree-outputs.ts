// The outputs of boosted trees: numbers are judged by their order where that is what trees are grown for.
import { rankedOutput } from "../../features/number/ranked-output.ts"
import type { FittedFeature } from "../../features/dataset.ts"
import { isRanking } from "../../trees/objectives/lambdarank.ts"
import { modelOutputs, type Temperatures } from "../model-outputs.ts"
import type { ModelOutput } from "../model-spec.ts"

export const treeOutputs = (
  features: readonly FittedFeature[],
  { objective }: { readonly objective: string | null },
  temperatures: Temperatures = {},
): readonly ModelOutput[] =>
  modelOutputs(features, temperatures).map((output) =>
    isRanking(objective) && output.type.predicts === "number" ? { ...output, type: rankedOutput } : output,
  )
