// Rules of how a network is trained: batches, checkpoints, what is frozen.
import type { Problem } from "../draft.ts"
import type { EcdConfig } from "../root.ts"
import { rule, type Check } from "./check.ts"

export const oneCheckpointFrequency: Check<EcdConfig> = ({ trainer }) =>
  trainer.checkpoints_per_epoch > 0 && trainer.steps_per_checkpoint > 0
    ? [
        rule(
          ["trainer", "steps_per_checkpoint"],
          "Both `checkpoints_per_epoch` and `steps_per_checkpoint` are set.",
          "Keep one.",
        ),
      ]
    : []

export const batchSizes: Check<EcdConfig> = ({ trainer }) => {
  const {
    batch_size: batch,
    effective_batch_size: effective,
    gradient_accumulation_steps: steps,
    max_batch_size: most,
  } = trainer
  const problems: Problem[] = []
  if (batch !== "auto" && batch > most)
    problems.push(
      rule(["trainer", "batch_size"], `\`batch_size\` (${batch}) is more than \`max_batch_size\` (${most}).`),
    )
  if (effective === "auto") return problems
  const unit = (batch === "auto" ? 1 : batch) * (steps === "auto" ? 1 : steps)
  const isExact = batch !== "auto" && steps !== "auto"
  if (isExact ? effective !== unit : effective % unit !== 0)
    problems.push(
      rule(
        ["trainer", "effective_batch_size"],
        isExact
          ? `\`effective_batch_size\` is ${effective}, but \`batch_size\` × \`gradient_accumulation_steps\` is ${unit}.`
          : `\`effective_batch_size\` (${effective}) is not a multiple of ${unit}.`,
        "Leave one of the three out.",
      ),
    )
  return problems
}

export const freezePattern: Check<EcdConfig> = ({ trainer }) => {
  const pattern = trainer.layers_to_freeze_regex
  if (pattern === null) return []
  try {
    new RegExp(pattern)
    return []
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return [rule(["trainer", "layers_to_freeze_regex"], `\`layers_to_freeze_regex\` is no pattern: ${reason}.`)]
  }
}
