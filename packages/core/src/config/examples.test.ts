// Configs as people have them, old and new: each is taken as it is.
import { describe, expect, it } from "vitest"
import { formatConfig, parseConfig } from "./index.ts"

const examples: Readonly<Record<string, string>> = {
  titanic: `
input_features:
  - {name: Pclass, type: category}
  - {name: Sex, type: category}
  - {name: Age, type: number, preprocessing: {missing_value_strategy: fill_with_mean}}
  - {name: SibSp, type: number}
  - {name: Parch, type: number}
  - {name: Fare, type: number, preprocessing: {missing_value_strategy: fill_with_mean}}
  - {name: Embarked, type: category}
output_features:
  - {name: Survived, type: binary}
`,
  "titanic, older": `
input_features:
  - name: Age
    type: numerical
    preprocessing: {missing_value_strategy: fill_with_mean, normalization: zscore}
  - {name: Sex, type: category}
output_features:
  - name: Survived
    type: binary
    fc_layers:
      - output_size: 50
training: {batch_size: 64, decay: true}
`,
  adult: `
defaults:
  number: {preprocessing: {missing_value_strategy: fill_with_mean, normalization: zscore}}
input_features:
  - {name: age, type: number}
  - {name: hours_per_week, type: number}
  - {name: workclass, type: category}
  - {name: native_country, type: category}
output_features:
  - name: income
    type: binary
    preprocessing: {fallback_true_label: " >50K"}
    decoder: {num_fc_layers: 4}
combiner: {type: concat, num_fc_layers: 3, output_size: 128, dropout: 0.2}
`,
  "fuel efficiency": `
input_features:
  - {name: Cylinders, type: number}
  - {name: Horsepower, type: number}
  - {name: ModelYear, type: number}
  - {name: Origin, type: category}
output_features:
  - {name: MPG, type: number}
trainer:
  epochs: 1000
  early_stop: 50
  optimizer: {type: rmsprop}
`,
  "class imbalance": `
input_features:
  - {name: amount, type: number, preprocessing: {normalization: log1p}}
  - {name: hour, type: number, column: hour_of_day}
  - {name: is_online, type: binary}
  - {name: country, type: category, encoder: {type: sparse}}
output_features:
  - {name: is_fraud, type: binary}
preprocessing:
  oversample_minority: 0.26
  split: {type: fixed}
trainer:
  learning_rate_scheduler: {decay: exponential, decay_rate: 0.9, decay_steps: 500, staircase: true}
`,
  "several outputs": `
input_features:
  - {name: acidity, type: number, encoder: {type: ple, num_bins: 16}}
  - {name: sugar, type: number, encoder: periodic}
  - {name: colour, type: category, encoder: {type: onehot}}
output_features:
  - {name: quality, type: number, clip: [0, 10], loss: {type: huber, delta: 2.0, weight: 0.5}}
  - {name: is_good, type: binary, dependencies: [quality], threshold: 0.4}
  - {name: region, type: category, top_k: 2, loss: {class_weights: {north: 1.0, south: 2.0}}}
trainer: {validation_field: is_good, validation_metric: roc_auc}
`,
  "a stratified half": `
input_features:
  - {name: x, type: number, preprocessing: {normalization: minmax, outlier_strategy: fill_with_mean}}
output_features:
  - {name: label, type: category}
preprocessing:
  sample_ratio: 0.5
  split: {type: stratify, column: label, probabilities: [0.8, 0.1, 0.1]}
trainer: {steps_per_checkpoint: 50, validation_metric: accuracy_micro}
`,
  "all kinds of trainer settings": `
input_features: [{name: x, type: number}]
output_features: [{name: y, type: number}]
combiner: {type: concat, fc_layers: [{output_size: 64}, {output_size: 32, dropout: 0.3, activation: gelu}]}
trainer:
  batch_size: 128
  gradient_accumulation_steps: 2
  effective_batch_size: 256
  learning_rate: auto
  optimizer: {type: adamw, betas: [0.9, 0.95], weight_decay: 0.01}
  learning_rate_scheduler: {decay: cosine, warmup_fraction: 0.1, reduce_on_plateau: 2}
  gradient_clipping: {clipglobalnorm: null, clipvalue: 1.0}
  regularization_type: l1
  regularization_lambda: 0.001
  eval_batch_size: null
  evaluate_training_set: true
backend: {type: local, cache_dir: /tmp/cache}
ludwig_version: "0.10"
`,
  aliases: `
input_features:
  - {name: a, type: number, encoder: &encoder {type: dense, num_layers: 2}}
  - {name: b, type: number, encoder: *encoder}
  - {name: c, type: number, encoder: {<<: *encoder, num_layers: 3}}
output_features: [{name: y, type: binary}]
`,
}

describe("example configs", () => {
  it.each(Object.entries(examples))("%s", (_, text) => {
    const { config } = parseConfig(text)
    expect(parseConfig(formatConfig(config)).config).toEqual(config)
  })
})
