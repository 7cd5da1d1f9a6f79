// What a version's outputs minimize: losses of different kinds are numbers of different kinds.
import type { Json } from "@fidelio/core"
import { isSame } from "./json-changes.ts"
import type { MetricPlace } from "./metric-places.ts"

interface Rendered {
  readonly rendered_config: Json
}

/** Whether a metric is the same measure in each of these versions: a loss is where it is made the same way. */
export function isComparable(
  { feature, metric }: Pick<MetricPlace, "feature" | "metric">,
  sides: readonly Rendered[],
): boolean {
  if (metric !== "loss") return true
  const [first, ...others] = sides.map((side) => minimized(side, feature))
  return others.every((other) => isSame(first, other))
}

/** What is minimized: the loss of one output, or those of all with what training adds to them. */
function minimized({ rendered_config: config }: Rendered, feature: string): Json {
  const { model_type = null, output_features: outputs = [], trainer = {} } = config as RenderedConfig // written by the config's schema
  const losses = Object.fromEntries(outputs.map(({ name, loss = {} }) => [name, ownPart(loss)]))
  if (feature !== "combined") return losses[feature] ?? null
  const weights = Object.fromEntries(outputs.map(({ name, loss = {} }) => [name, loss["weight"] ?? 1]))
  const regularization = trainer.regularization_lambda ?? null
  return { model_type, losses, weights, regularization, kind: trainer.regularization_type ?? null }
}

/** A loss without its weight beside the others, and without what it leaves as it is. */
const ownPart = (loss: Readonly<Record<string, Json>>): Json =>
  Object.fromEntries(Object.entries(loss).filter(([key, value]) => key !== "weight" && value !== 0 && value !== null))

interface RenderedConfig {
  readonly model_type?: string
  readonly output_features?: readonly { readonly name: string; readonly loss?: Readonly<Record<string, Json>> }[]
  readonly trainer?: { readonly regularization_lambda?: Json; readonly regularization_type?: Json }
}
