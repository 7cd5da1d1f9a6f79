// Binned encoding: the embedding of the bin that the value falls in, bins being quantiles of the training rows.
import { z } from "zod"
import { defineEncoder } from "../../define.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { cast, gather, greaterOrEqual, reduceSum } from "../../ops/index.ts"
import { listOf, positiveInt } from "../../schema/fields.ts"
import { encoderSettings, passedOn } from "../settings.ts"
import { increasing, quantileEdges } from "./quantile-edges.ts"

export const bins = defineEncoder({
  type: "bins",
  summary: "An embedding of the quantile bin that the value falls in.",
  settings: {
    ...encoderSettings,
    num_bins: positiveInt(32, "How many bins the quantiles make.", {
      impact: 2,
      tune: { scale: "log", range: [4, 128] },
    }),
    output_size: positiveInt(256, "Length of the encoding.", { impact: 2 }),
    bins_bin_edges: listOf(
      z.number(),
      null,
      "Bin edges after preprocessing; learned from the training rows where null.",
    ),
  },
  fit: (settings, column) =>
    settings.bins_bin_edges === null
      ? quantileEdges(column.values, settings.num_bins)
      : increasing(settings.bins_bin_edges),
  build(context, settings, { value, fitted }) {
    if (settings.skip) return passedOn(value)
    const edges = fitted as readonly number[] // as fit returns them
    const table = context.parameter(
      "embeddings",
      [edges.length - 1, settings.output_size],
      resolveInitializer("normal"),
    )
    const inner = edges.slice(1, -1)
    const atLeast = cast(
      greaterOrEqual(value, context.graph.constant(inner.length > 0 ? inner : [Infinity])),
      "float32",
    )
    return gather(table, cast(reduceSum(atLeast, { axes: [1] }), "int32"), { axis: 0 }) // [batch, width]
  },
  examples: [{}, { num_bins: 4, output_size: 3 }, { bins_bin_edges: [-1, 0, 1], output_size: 2 }],
})
