// The rules between settings, by model type.
import type { Problem } from "../draft.ts"
import type { Config, EcdConfig, GbmConfig, LinearConfig } from "../root.ts"
import type { Check } from "./check.ts"
import { balancing, sampling, splitRules, wholeGroups } from "./data.ts"
import { limits, missingKept, someActive, uniqueNames } from "./features.ts"
import { initializerSettings } from "./initializers.ts"
import { linearFamily, plainLosses, treeObjectives } from "./learners.ts"
import { defaultMetrics, plateauMetrics, validationMetric } from "./metrics.ts"
import { dependencies, tiedInputs } from "./sharing.ts"
import { batchSizes, freezePattern, oneCheckpointFrequency } from "./training.ts"

/** The rules of every model type. */
const sharedChecks: readonly Check[] = [
  uniqueNames,
  someActive,
  validationMetric,
  defaultMetrics,
  balancing,
  sampling,
  splitRules,
  wholeGroups,
  limits,
  missingKept,
]

/** The rules of one model type. */
const ownChecks: {
  readonly ecd: readonly Check<EcdConfig>[]
  readonly gbm: readonly Check<GbmConfig>[]
  readonly linear: readonly Check<LinearConfig>[]
} = {
  ecd: [
    tiedInputs,
    dependencies,
    oneCheckpointFrequency,
    batchSizes,
    plateauMetrics,
    freezePattern,
    initializerSettings,
  ],
  gbm: [plainLosses, treeObjectives],
  linear: [plainLosses, linearFamily],
}

/** What contradicts what in a config that its schema allows. */
export function checkConfig(config: Config): readonly Problem[] {
  const own = ownChecks[config.model_type] as readonly Check[] // by its model type
  return [...sharedChecks, ...own].flatMap((check) => check(config))
}
