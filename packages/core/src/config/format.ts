// A config as YAML, in the order in which people write it.
import { stringify } from "yaml"
import type { Config } from "./root.ts"

const order = [
  "model_type",
  "preset",
  "input_features",
  "output_features",
  "combiner",
  "trainer",
  "preprocessing",
  "defaults",
  "backend",
  "hyperopt",
]
const featureOrder = ["name", "type", "column"]
const partOrder = ["type"]

/** The config as YAML text. */
export function formatConfig(config: Config): string {
  return stringify(arrange(config, order), { lineWidth: 120, aliasDuplicateObjects: false })
}

function arrange(value: unknown, first: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => arrange(item, featureOrder))
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value)
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length)
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => rank(a) - rank(b)).map(([key, part]) => [key, arrange(part, partOrder)]),
  )
}
