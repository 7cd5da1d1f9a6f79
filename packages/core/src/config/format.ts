// A config as YAML, in the order in which people write it.
import { Document, isMap, isScalar, isSeq, visit } from "yaml"
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
  const document = new Document(arrange(config, order), { aliasDuplicateObjects: false })
  visit(document, {
    Collection(_, node) {
      const isShortList = isSeq(node) && node.items.every((item) => isScalar(item))
      if (isShortList || (isMap(node) && node.items.length === 0)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 120, flowCollectionPadding: false })
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
