// What a config gets where it says nothing: our own choices, measured on many tables.
import { isRecord } from "../schema/walk.ts"

type Settings = Readonly<Record<string, unknown>>

/**
 * The recipe for a config without a combiner. A component (an object with a `type`) is taken whole, and only where the
 * config writes nothing of it; every other setting counts by itself.
 */
export const recipe = {
  combiner: { type: "concat", num_fc_layers: 2, output_size: 256, dropout: 0.1 },
  trainer: {
    learning_rate: 0.001,
    optimizer: { type: "adamw" },
  },
  defaults: {
    number: {},
    binary: {},
    category: {},
  },
} as const satisfies Settings

/** Our choices for what a config leaves open; none where it names a combiner or a preset, and so decides itself. */
export function recommend(written: unknown): Settings {
  if (!isRecord(written)) return {}
  const decides = ["combiner", "preset"].some((key) => written[key] !== undefined && written[key] !== null)
  const modelType = written["model_type"] ?? "ecd"
  return decides || modelType !== "ecd" ? {} : recipe
}
