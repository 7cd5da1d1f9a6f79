// The settings of training boosted trees.
import { z } from "zod"
import { choice, flag, intFromOrAuto, nonNegative, positiveInt, real } from "../schema/fields.ts"
import { boosterFields } from "../trees/settings.ts"
import { followed } from "./trainer.ts"

const { seed: _, ...fields } = boosterFields

export const gbmTrainer = z.strictObject({
  num_boost_round: positiveInt(1000, "How many rounds there are at most; each adds a tree a score.", { impact: 3 }),
  early_stop: intFromOrAuto(
    -1,
    5,
    "How many evaluations without improvement end the training; -1 for never; `auto` for some two hundred rounds.",
    { impact: 3 },
  ),
  boosting_rounds_per_checkpoint: positiveInt(
    50,
    "How many rounds lie between two evaluations, each with a checkpoint.",
  ),
  ...followed,
  skip_all_evaluation: flag(false, "Whether nothing is evaluated, so that all rounds are trained."),
  ...fields,
  eval_batch_size: positiveInt(1_048_576, "How many examples an evaluation takes at once; the result is the same."),
  evaluate_training_set: flag(false, "Whether the training rows are evaluated too; they always are."),
  tree_learner: choice(["serial", "feature", "data", "voting"], "serial", "How several machines share the work."),
  linear_lambda: nonNegative(0, "The regularization of trees with linear models in their leaves, which there are not."),
  verbose: real(-1, "How much is logged."),
  feature_pre_filter: flag(true, "Whether columns that cannot be split are left out beforehand; they always are."),
})
export type GbmTrainerSettings = z.output<typeof gbmTrainer>
