// The settings of training boosted trees.
import { z } from "zod"
import {
  choice,
  flag,
  flagOrAuto,
  intFromOrAuto,
  nonNegative,
  nullable,
  positiveInt,
  positiveIntOrAuto,
  real,
} from "../schema/fields.ts"
import { boosterFields } from "../trees/settings.ts"
import { followed } from "./trainer.ts"

const { seed: _, ...fields } = boosterFields

/** What trees can minimise for a number. */
export const numberObjectives = [
  "squared_error",
  "absolute_error",
  "huber",
  "quantile",
  "poisson",
  "tweedie",
  "lambdarank",
] as const

/** Whether scores are logarithms of what is predicted, which is a number from 0 up. */
export const isLogarithmic = (objective: unknown): boolean => objective === "poisson" || objective === "tweedie"

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
  objective: choice(
    numberObjectives,
    null,
    "What is minimised for number outputs, and followed in place of their loss; null for the loss of each. `poisson` and `tweedie` take numbers from 0 up as they are: without a normalization. `lambdarank` orders the rows of each group of `preprocessing.group_column` by numbers that are relevance, whole and from 0 up.",
    { impact: 2 },
  ),
  skip_all_evaluation: flag(false, "Whether nothing is evaluated, so that all rounds are trained."),
  ...fields,
  external_memory: flagOrAuto(
    "auto",
    "Whether rows are kept in files while trees are grown, so that they need not fit in memory; the trees are the same. `auto` where they would take more than half of the memory that is free.",
    { impact: 1 },
  ),
  eval_batch_size: nullable(
    positiveIntOrAuto(1_048_576, "How many examples an evaluation takes at once; it always takes all."),
  ),
  evaluate_training_set: flag(true, "Whether the training rows are evaluated too; they always are."),
  tree_learner: choice(["serial", "feature", "data", "voting"], "serial", "How several machines share the work."),
  linear_lambda: nonNegative(0, "The regularization of trees with linear models in their leaves, which there are not."),
  verbose: real(-1, "How much is logged."),
  feature_pre_filter: flag(true, "Whether columns that cannot be split are left out beforehand; they always are."),
})
export type GbmTrainerSettings = z.output<typeof gbmTrainer>
