// What a config gets where it says nothing: our own choices, measured on many tables.
import { isRecord } from "../schema/walk.ts"
import { isRanking } from "../trees/objectives/lambdarank.ts"
import { isLogarithmic } from "./gbm-trainer.ts"

type Settings = Readonly<Record<string, unknown>>

/**
 * The recipe for a config without a combiner. A component (an object with a `type`) is taken whole, and only where the
 * config writes nothing of it; every other setting counts by itself. The measurements are in bench/quality.
 *
 * The network is a small ensemble that shares its weights (TabM, Gorishniy et al., 2024) over piecewise-linear numbers
 * (Gorishniy et al., 2022); what is kept is the moving average of its parameters.
 */
export const recipe = (isNumber: boolean) =>
  ({
    input_features: {
      number: {
        preprocessing: {
          normalization: "robust",
          missing_value_strategy: "fill_with_mean",
          missing_value_indicator: true,
        },
        encoder: { type: "ple", num_bins: "auto", output_size: 8, linear: true },
      },
      category: {
        preprocessing: { min_frequency: 2 },
        encoder: {
          type: "dense",
          embedding_size: "auto",
          onehot_up_to: 8,
          embedding_initializer: { type: "normal", mean: 0, std: 0.01 },
        },
      },
    },
    combiner: {
      type: "concat",
      num_fc_layers: 2,
      output_size: 128,
      dropout: isNumber ? 0.1 : 0.25,
      weights_initializer: { type: "kaiming_uniform", a: 2.236 },
      batch_ensemble: true,
      num_ensemble_members: 8,
      ensemble_scales: "first",
    },
    trainer: {
      epochs: "auto",
      early_stop: "auto",
      learning_rate: 0.008,
      learning_rate_scheduler: { warmup_fraction: 0.05 },
      optimizer: { type: "adamw", betas: [0.9, 0.99], weight_decay: 0.01 },
      gradient_clipping: { clipglobalnorm: 1 },
      weight_averaging: "auto",
      validation_metric: "loss",
    },
  }) as const

/** From so many inputs on numbers are taken as they are: bins for each of them take long to compile, and add little. */
const manyInputs = 500

/** Trees take numbers as they are, learn what a missing one means, and need more rounds of smaller steps than Ludwig's. */
const trees = {
  input_features: {
    number: { preprocessing: { normalization: null, missing_value_strategy: "keep" } },
    category: { preprocessing: { min_frequency: 2 } },
  },
  trainer: {
    num_boost_round: 3000,
    learning_rate: 0.03,
    num_leaves: 31,
    max_depth: -1,
    early_stop: "auto",
    boosting_rounds_per_checkpoint: 25,
    feature_fraction: 0.8,
    lambda_l1: 0,
    lambda_l2: 5,
    min_gain_to_split: 0,
    validation_metric: "loss",
  },
}

/** Numbers as they are, so that coefficients are in the units of the data; fitting scales them by itself. */
const linear = {
  input_features: {
    number: {
      preprocessing: { normalization: null, missing_value_strategy: "fill_with_mean", missing_value_indicator: true },
    },
  },
  output_features: { number: { preprocessing: { normalization: null } } },
}

/** Trees whose scores are logarithms of the target, or order rows by it, take it as it is. */
const unscaledTrees = { ...trees, output_features: { number: { preprocessing: { normalization: null } } } }

function treesFor({ trainer, output_features: outputs }: Settings): Settings {
  const objective = isRecord(trainer) ? trainer["objective"] : null
  if (isLogarithmic(objective)) return unscaledTrees
  if (!isRanking(objective)) return trees
  const isOnly = Array.isArray(outputs) && outputs.length === 1
  return isOnly ? { ...unscaledTrees, trainer: { ...trees.trainer, validation_metric: "ndcg" } } : unscaledTrees
}

/** Our choices for what a config leaves open; none where it names a combiner or a preset, and so decides itself. */
export function recommend(written: unknown): Settings {
  if (!isRecord(written)) return {}
  const isPreset = written["preset"] !== undefined && written["preset"] !== null
  switch (written["model_type"] ?? "ecd") {
    case "ecd":
      return isPreset || hasCombiner(written) ? {} : network(written)
    case "gbm":
      return isPreset ? {} : treesFor(written)
    case "linear":
      return isPreset ? {} : linear
    default:
      return {}
  }
}

const hasCombiner = ({ combiner }: Settings): boolean => combiner !== undefined && combiner !== null

function network(written: Settings): Settings {
  const outputs = Array.isArray(written["output_features"]) ? written["output_features"] : []
  const chosen = recipe(
    outputs.length > 0 && outputs.every((output) => isRecord(output) && output["type"] === "number"),
  )
  const inputs = Array.isArray(written["input_features"]) ? written["input_features"] : []
  if (inputs.length < manyInputs) return chosen
  const { number, ...others } = chosen.input_features
  return { ...chosen, input_features: { ...others, number: { ...number, encoder: { type: "passthrough" } } } }
}
