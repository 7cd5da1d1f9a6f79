// Settings of boosted trees, under the names that LightGBM and Ludwig gave them; defaults are Ludwig's.
import { z } from "zod"
import type { SettingsOf } from "../define.ts"
import {
  choice,
  flag,
  fraction,
  listOf,
  nonNegative,
  nonNegativeInt,
  positive,
  positiveInt,
  real,
} from "../schema/fields.ts"

const wholeFrom = (least: number, most: number) => z.int().min(least).max(most)

export const boosterFields = {
  boosting_type: choice(
    ["gbdt", "dart", "goss", "rf"],
    "gbdt",
    "How trees are added: gradient boosting; boosting that drops trees; boosting on the rows with the largest gradients; a random forest.",
    { impact: 3 },
  ),
  learning_rate: positive(0.03, "What each tree's values are multiplied by.", {
    impact: 3,
    tune: { scale: "log", range: [0.005, 0.3] },
  }),
  num_leaves: wholeFrom(2, 131_072)
    .default(82)
    .meta({ description: "The most leaves of a tree.", impact: 3, tune: { scale: "log", range: [4, 512] } }),
  max_depth: wholeFrom(-1, 1_000)
    .default(18)
    .meta({ description: "The most splits from root to leaf; −1 or 0 for no limit.", impact: 2 }),
  grow_policy: choice(
    ["leaf_wise", "depth_wise"],
    "leaf_wise",
    "Which leaf is split next: the one that gains most, or those nearest to the root first.",
    { impact: 2 },
  ),
  max_bin: wholeFrom(2, 65_535)
    .default(255)
    .meta({ description: "The most bins that a column's values are gathered in.", impact: 1 }),
  min_data_in_leaf: nonNegativeInt(20, "The fewest rows in a leaf.", {
    impact: 2,
    tune: { scale: "log", range: [1, 200] },
  }),
  min_sum_hessian_in_leaf: nonNegative(1e-3, "The smallest sum of hessians in a leaf.", { impact: 1 }),
  bagging_fraction: fraction(0.8, "The share of rows that each tree is grown on.", { impact: 2 }),
  pos_bagging_fraction: fraction(1, "The share of positive rows, for a binary output.", { impact: 1 }),
  neg_bagging_fraction: fraction(1, "The share of negative rows, for a binary output.", { impact: 1 }),
  bagging_freq: nonNegativeInt(1, "Rows are drawn again every so many rounds; 0 for never drawing.", { impact: 1 }),
  bagging_seed: nonNegativeInt(3, "Seed of the rows drawn.", { impact: 1 }),
  feature_fraction: fraction(0.75, "The share of columns that each tree may split by.", {
    impact: 2,
    tune: { scale: "linear", range: [0.3, 1] },
  }),
  feature_fraction_bynode: fraction(1, "The share of a tree's columns that each leaf may be split by.", { impact: 1 }),
  feature_fraction_seed: nonNegativeInt(2, "Seed of the columns drawn.", { impact: 1 }),
  extra_trees: flag(false, "Whether each column is tried with one random threshold only.", { impact: 1 }),
  extra_seed: nonNegativeInt(6, "Seed of random thresholds.", { impact: 1 }),
  max_delta_step: nonNegative(0, "The largest value of a leaf before the learning rate; 0 for no limit.", {
    impact: 1,
  }),
  lambda_l1: nonNegative(0.25, "L1 regularization of leaf values.", { impact: 1 }),
  lambda_l2: nonNegative(0.2, "L2 regularization of leaf values.", { impact: 1 }),
  min_gain_to_split: nonNegative(0.03, "The smallest gain for which a leaf is split.", { impact: 1 }),
  path_smooth: nonNegative(0, "How strongly values of small leaves are drawn to their parent's.", { impact: 1 }),
  monotone_constraints: listOf(
    wholeFrom(-1, 1),
    [],
    "One a column: 1 where predictions may only rise with it, −1 where they may only fall, else 0.",
    { impact: 1 },
  ),
  interaction_constraints: listOf(
    z.array(z.int().min(0)),
    [],
    "Groups of columns, by number: columns of one path from root to leaf are all of one group.",
    { impact: 1 },
  ),
  drop_rate: fraction(0.1, "dart: the share of trees that are dropped in a round.", { impact: 1 }),
  max_drop: wholeFrom(-1, 1_000_000)
    .default(50)
    .meta({ description: "dart: the most trees that are dropped in a round; −1 or 0 for no limit.", impact: 1 }),
  skip_drop: fraction(0.5, "dart: the share of rounds in which no tree is dropped.", { impact: 1 }),
  xgboost_dart_mode: flag(false, "dart: whether dropped trees are weighted as XGBoost does.", { impact: 1 }),
  uniform_drop: flag(false, "dart: whether all trees are dropped equally often, whatever their weight.", { impact: 1 }),
  drop_seed: nonNegativeInt(4, "dart: seed of the trees dropped.", { impact: 1 }),
  top_rate: fraction(0.2, "goss: the share of rows kept for their large gradients.", { impact: 1 }),
  other_rate: fraction(0.1, "goss: the share of rows drawn from the others.", { impact: 1 }),
  min_data_per_group: positiveInt(100, "The fewest rows in a group of categories.", { impact: 1 }),
  max_cat_threshold: positiveInt(32, "The most categories on the smaller side of a split.", { impact: 1 }),
  cat_l2: nonNegative(10, "L2 regularization added in splits by many categories.", { impact: 1 }),
  cat_smooth: nonNegative(10, "Added to a category's hessian where categories are ordered; rarer ones are left out.", {
    impact: 1,
  }),
  max_cat_to_onehot: positiveInt(4, "Up to so many categories are parted one from the others.", { impact: 1 }),
  cegb_tradeoff: nonNegative(1, "How much the cost of a split counts against its gain.", { impact: 1 }),
  cegb_penalty_split: nonNegative(0, "What a split costs for each row that it parts.", { impact: 1 }),
  // of objectives
  alpha: positive(0.9, "huber: errors up to this count squared; quantile: which quantile, below 1.", { impact: 1 }),
  poisson_max_delta_step: positive(0.7, "poisson: added to the exponent of the hessian, for safety.", { impact: 1 }),
  tweedie_variance_power: real(1.5, "tweedie: between 1 (like Poisson) and 2 (like gamma).", { impact: 1 }),
  scale_pos_weight: positive(1, "binary: what the weight of positive rows is multiplied by.", { impact: 1 }),
  lambdarank_truncation_level: positiveInt(30, "lambdarank: pairs count where one of the two is among so many first.", {
    impact: 1,
  }),
  lambdarank_norm: flag(true, "lambdarank: whether gradients are scaled alike for every group.", { impact: 1 }),
  seed: nonNegativeInt(0, "Seed of what has no seed of its own.", { impact: 1 }),
} as const

export const boosterSchema = z.strictObject(boosterFields)
/** What the learner receives: validated, every default filled in. */
export type BoosterSettings = SettingsOf<typeof boosterFields>
/** What a caller may write. */
export type BoosterSettingsInput = z.input<typeof boosterSchema>

/** Fills in defaults. */
export const boosterSettings = (input: BoosterSettingsInput = {}): BoosterSettings => boosterSchema.parse(input)
