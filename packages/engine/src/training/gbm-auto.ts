// What the trainer of boosted trees leaves open, for so many rows.
import type { GbmConfig } from "@fidelio/core"

export type ResolvedGbmConfig = GbmConfig & { readonly trainer: { readonly early_stop: number } }

/** Some two hundred rounds without improvement. */
const patience = 200

export function resolveGbm(config: GbmConfig): ResolvedGbmConfig {
  const { trainer } = config
  const evaluations = Math.max(2, Math.ceil(patience / trainer.boosting_rounds_per_checkpoint))
  const early_stop = trainer.early_stop === "auto" ? evaluations : trainer.early_stop
  return { ...config, trainer: { ...trainer, early_stop } }
}
