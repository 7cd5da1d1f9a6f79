// A table of embeddings, looked up by id.
import type { Value } from "../../graph/graph.ts"
import type { BuildContext, ParameterOptions, Sampler } from "../../layers/context.ts"
import { gather, squeeze } from "../../ops/index.ts"

interface Table {
  readonly rows: number
  readonly width: number
  readonly sampler: Sampler
  readonly options?: ParameterOptions
}

/** [batch, 1] ids → [batch, width] */
export function embed(context: BuildContext, ids: Value, { rows, width, sampler, options }: Table): Value {
  const table = context.parameter("embeddings", [rows, width], sampler, options)
  return gather(table, squeeze(ids, [1]), { axis: 0 })
}
