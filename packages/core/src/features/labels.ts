// Class ids as the labels that the data has for them.
import type { Value } from "../graph/graph.ts"
import { cast, labelEncoder } from "../ops/index.ts"

/** From ids, 0 for the first label, to text. */
export const labelsOf = (ids: Value, labels: readonly string[]): Value =>
  labelEncoder(cast(ids, "int64"), { keys: labels.map((_, id) => id), values: labels, dtype: "string", otherwise: "" })
