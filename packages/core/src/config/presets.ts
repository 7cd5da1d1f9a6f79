// Sets of settings that a config asks for by name; whatever it writes itself wins.

/** Every known preset. */
export const presetNames = ["medium_quality", "high_quality", "best_quality", "tabular_realmlp"] as const
export type PresetName = (typeof presetNames)[number]

type Settings = Readonly<Record<string, unknown>>

/** What each preset sets; null where it needs a combiner that is not there yet. */
export const presets: Readonly<Record<PresetName, Settings | null>> = {
  medium_quality: {
    combiner: { type: "concat", num_fc_layers: 2, output_size: 128 },
    trainer: { epochs: 50, early_stop: 5, batch_size: 256 },
  },
  high_quality: null,
  best_quality: null,
  tabular_realmlp: {
    combiner: { type: "concat", num_fc_layers: 4, output_size: 256, dropout: 0.15 },
    defaults: { number: { preprocessing: { normalization: "iq" } } },
    trainer: {
      epochs: 300,
      early_stop: 40,
      batch_size: 256,
      learning_rate: 5e-4,
      optimizer: { type: "adamw", weight_decay: 0.01 },
      learning_rate_scheduler: { decay: "cosine" },
    },
  },
}
