// Dropout: x ∘ mask / (1 − rate), in training only; the mask is drawn outside of the graph and already scaled.
import type { Value } from "../graph/graph.ts"
import { mul } from "../ops/index.ts"
import type { BuildContext } from "./context.ts"
import { invariant } from "../errors.ts"
import { isStatic } from "../graph/shape.ts"

export function dropout(context: BuildContext, value: Value, rate: number): Value {
  if (rate === 0 || context.mode === "inference") return value
  const shape = value.shape.slice(1)
  invariant(isStatic(shape), `dropout of ${value.name}, whose shape is not static`)
  return mul(value, context.random("dropout", { distribution: "dropout", rate, shape }))
}
