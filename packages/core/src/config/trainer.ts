// The settings of training.
import { z } from "zod"
import { optimizers } from "../optimizers/index.ts"
import {
  choice,
  flag,
  fraction,
  fractionOrAuto,
  intFromOrAuto,
  listOf,
  nonNegative,
  nonNegativeInt,
  nullable,
  positive,
  positiveInt,
  positiveIntOrAuto,
  positiveOrAuto,
  real,
  text,
} from "../schema/fields.ts"
import { oneOf } from "./component.ts"

const splitNames = ["training", "validation", "test"] as const

/** The shapes that a learning rate takes over the steps. */
export const decayNames = ["linear", "exponential", "cosine", "one_cycle", "inverse_sqrt", "polynomial", "wsd"] as const

export const learningRateScheduler = z.strictObject({
  decay: choice(decayNames, null, "How the learning rate falls over the steps; null for not at all.", { impact: 2 }),
  decay_rate: fraction(0.96, "What `exponential` multiplies the rate by every `decay_steps`."),
  decay_steps: positiveInt(10_000, "The steps of one `exponential` decay."),
  staircase: flag(false, "Whether `exponential` falls at once at the end of its steps."),
  reduce_on_plateau: nonNegativeInt(0, "How often the rate is reduced, at most, when the metric stops improving."),
  reduce_on_plateau_patience: nonNegativeInt(10, "How many evaluations without improvement come before a reduction."),
  reduce_on_plateau_rate: fraction(0.1, "What a reduction multiplies the rate by."),
  reduce_eval_metric: text("loss", "The metric that tells whether there is improvement."),
  reduce_eval_split: choice(splitNames, "training", "The split on which that metric is taken."),
  warmup_evaluations: nonNegative(0, "How many evaluations it takes for the rate to rise from 0."),
  warmup_fraction: fraction(0, "The share of all steps in which the rate rises from 0.", { impact: 2 }),
  t_0: positiveInt(null, "The steps of the first `cosine` cycle; null for those between two checkpoints."),
  t_mult: positiveInt(1, "How much longer each `cosine` cycle is than the one before."),
  eta_min: fraction(0, "The lowest rate of `cosine`."),
  max_lr: positive(null, "The highest rate of `one_cycle`; null for the learning rate."),
  pct_start: fraction(0.3, "The share of the steps in which `one_cycle` rises."),
  div_factor: positive(25, "`one_cycle` begins at `max_lr` divided by this."),
  final_div_factor: positive(10_000, "`one_cycle` ends at its first rate divided by this."),
  inverse_sqrt_warmup_steps: positiveInt(4_000, "The steps in which `inverse_sqrt` rises."),
  polynomial_power: real(1, "The exponent of `polynomial`."),
  polynomial_end_lr: nonNegative(0, "The last rate of `polynomial`."),
  wsd_warmup_fraction: fraction(0.1, "The share of the steps in which `wsd` rises."),
  wsd_stable_fraction: fraction(0.8, "The share of the steps in which `wsd` stays."),
  wsd_decay_fraction: fraction(0.1, "The share of the steps in which `wsd` falls."),
})
export type LearningRateSchedulerSettings = z.output<typeof learningRateScheduler>

export const gradientClipping = z.strictObject({
  clipglobalnorm: nullable(positive(0.5, "The largest norm of all gradients together; null for no limit.")),
  clipnorm: positive(null, "The largest norm of each parameter's gradient; null for no limit."),
  clipvalue: positive(null, "The largest size of each number of a gradient; null for no limit."),
})
export type GradientClippingSettings = z.output<typeof gradientClipping>

const profiler = z.strictObject({
  wait: nonNegativeInt(1, "Steps skipped at the start of a cycle."),
  warmup: nonNegativeInt(1, "Steps profiled but thrown away."),
  active: nonNegativeInt(3, "Steps profiled."),
  repeat: nonNegativeInt(5, "How many cycles there are."),
  skip_first: nonNegativeInt(0, "Steps skipped before the first cycle."),
})

const duration = {
  epochs: positiveIntOrAuto(
    100,
    "How often training goes through the training rows, at most; `auto` goes by their number.",
    {
      impact: 3,
    },
  ),
  train_steps: positiveInt(null, "How many steps there are at most; null for as many as the epochs have."),
  early_stop: intFromOrAuto(
    -1,
    5,
    "How many evaluations without improvement end the training; -1 for never; `auto` goes by the steps of an epoch.",
    { impact: 3 },
  ),
}

const rate = {
  learning_rate: positiveOrAuto(0.001, "How far a step goes; `auto` chooses by the model.", {
    impact: 3,
    tune: { scale: "log", range: [1e-4, 1e-1] },
  }),
  learning_rate_scheduler: learningRateScheduler.prefault({}).describe("How the learning rate changes over the steps."),
  learning_rate_scaling: choice(
    ["constant", "sqrt", "linear"],
    "linear",
    "How the learning rate grows with the number of processes that train together.",
  ),
  optimizer: oneOf(optimizers, "adam", "How parameters are updated from their gradients."),
  gradient_clipping: gradientClipping.prefault({}).describe("The limits that gradients are held to."),
  regularization_type: nullable(
    choice(["l1", "l2", "l1_l2"], "l2", "The penalty on the size of the weights; null for none."),
  ),
  regularization_lambda: fraction(0, "The weight of that penalty in the loss.", { impact: 2 }),
}

const batches = {
  batch_size: positiveIntOrAuto("auto", "How many examples a step takes; `auto` chooses by rows and speed.", {
    impact: 3,
    tune: { scale: "log", range: [32, 1024] },
  }),
  effective_batch_size: positiveIntOrAuto("auto", "How many examples one update takes, over all accumulated steps."),
  gradient_accumulation_steps: positiveIntOrAuto("auto", "How many batches one update takes its gradients from."),
  max_batch_size: positiveInt(1_099_511_627_776, "The largest batch that `auto` may choose."),
  eval_batch_size: positiveIntOrAuto(null, "How many examples an evaluation takes at once; null for `batch_size`."),
  should_shuffle: flag(true, "Whether the training rows are put in a new order each epoch."),
  increase_batch_size_on_plateau: nonNegativeInt(
    0,
    "How often the batch grows, at most, when the metric stops improving.",
  ),
  increase_batch_size_on_plateau_patience: nonNegativeInt(
    5,
    "How many evaluations without improvement come before that.",
  ),
  increase_batch_size_on_plateau_rate: nonNegative(2, "What the batch size is multiplied by."),
  increase_batch_size_eval_metric: text("loss", "The metric that tells whether there is improvement."),
  increase_batch_size_eval_split: choice(splitNames, "training", "The split on which that metric is taken."),
  bucketing_field: text(null, "A feature by whose length examples are put together."),
}

/** What every trainer follows. */
export const followed = {
  validation_field: text(null, "The output whose metric is followed, or `combined`; null for the first."),
  validation_metric: text(
    null,
    "The metric that early stopping and the best checkpoint follow; null for the output's own.",
  ),
}

const evaluations = {
  ...followed,
  checkpoints_per_epoch: nonNegativeInt(0, "How many evaluations, each with a checkpoint, an epoch has; 0 for one."),
  steps_per_checkpoint: nonNegativeInt(0, "How many steps lie between two evaluations; 0 for an epoch."),
  eval_steps: positiveInt(null, "How many batches an evaluation takes; null for the whole split."),
  evaluate_training_set: flag(false, "Whether the training rows are evaluated too, instead of running means kept."),
  skip_all_evaluation: flag(false, "Whether nothing is evaluated, so that all epochs are trained."),
}

const speed = {
  use_mixed_precision: flag(false, "Whether to compute in 16 bits where it does no harm."),
  compile: flag(false, "Whether to compile the model; it always is."),
  enable_gradient_checkpointing: flag(false, "Whether to compute activations twice to save memory."),
  enable_profiling: flag(false, "Whether to profile steps."),
  profiler: profiler.prefault({}).describe("Which steps are profiled."),
}

const methods = {
  weight_averaging: fractionOrAuto(
    null,
    "How much of the moving average of the parameters a step keeps; the average is the model. `auto` averages over about an epoch; null for none.",
    { impact: 2 },
  ),
  layers_to_freeze_regex: text(null, "Parameters whose names match are not trained."),
  loss_balancing: choice(
    ["none", "log_transform", "uncertainty", "famo", "gradnorm", "nash_mtl", "pareto_mtl"],
    "none",
    "How the losses of several outputs are weighed against one another.",
  ),
  loss_balancing_alpha: real(1.5, "How strongly `gradnorm` evens the losses out."),
  loss_balancing_lr: positive(0.01, "The learning rate of the losses' weights."),
  loss_balancing_preference_vector: listOf(z.number(), null, "How much each output matters to `pareto_mtl`."),
  loss_balancing_tchebycheff_weight: fraction(0.5, "The share of the worst loss in `pareto_mtl`."),
  contrastive_pretrain_epochs: nonNegativeInt(0, "Epochs in which encoders learn by contrast, before training."),
  contrastive_pretrain_temperature: nonNegative(0.07, "The temperature of the contrast."),
  contrastive_pretrain_projection_dim: positiveInt(128, "The width in which is contrasted."),
  contrastive_pretrain_learnable_temperature: flag(true, "Whether the temperature is learned."),
  modality_dropout: fraction(0, "The share of inputs that training leaves out as a whole."),
  model_soup: choice(["uniform", "greedy"], null, "How the best checkpoints are averaged; null for not at all."),
  model_soup_top_k: positiveInt(5, "How many checkpoints are averaged."),
}

export const trainer = z.strictObject({ ...duration, ...rate, ...batches, ...evaluations, ...speed, ...methods })
export type TrainerSettings = z.output<typeof trainer>
