// Piecewise-linear encoding: eₜ = clip((x − bₜ₋₁) / (bₜ − bₜ₋₁), 0, 1) between quantiles b₀ < … < b_T, then a dense layer (Gorishniy et al., 2022).
import { z } from "zod"
import { defineEncoder } from "../../define.ts"
import { activate, activationWidth } from "../../layers/activations.ts"
import { dense } from "../../layers/dense.ts"
import { add, clip, mul, sub } from "../../ops/index.ts"
import { activation, flag, listOf, nullable, positiveInt, positiveIntOrAuto } from "../../schema/fields.ts"
import { encoderSettings, passedOn } from "../settings.ts"
import { increasing, quantileEdges } from "./quantile-edges.ts"

/** Forty rows a bin, within bounds. */
const autoBins = (rows: number): number => Math.max(4, Math.min(32, Math.floor(rows / 40)))

export const ple = defineEncoder({
  type: "ple",
  summary: "Where the value lies among the quantiles of the training rows, then a dense layer.",
  settings: {
    ...encoderSettings,
    num_bins: positiveIntOrAuto(64, "How many bins the quantiles make; `auto` goes by the number of training rows.", {
      impact: 2,
      tune: { scale: "log", range: [4, 128] },
    }),
    linear: flag(false, "Whether the value itself is encoded too, beside its bins, whose weights then begin at zero."),
    output_size: nullable(positiveInt(256, "Length of the encoding; null for the bins themselves.", { impact: 2 })),
    ple_bin_edges: listOf(
      z.number(),
      null,
      "Bin edges after preprocessing; learned from the training rows where null.",
    ),
    activation: activation(null, "The activation after the dense layer; null for none."),
  },
  fit: (settings, column) =>
    settings.ple_bin_edges === null
      ? quantileEdges(column.values, settings.num_bins === "auto" ? autoBins(column.values.length) : settings.num_bins)
      : increasing(settings.ple_bin_edges),
  build(context, settings, { value, fitted }) {
    if (settings.skip) return passedOn(value)
    const edges = fitted as readonly number[] // as fit returns them
    const lower = edges.slice(0, -1)
    const inverseWidths = lower.map((edge, i) => 1 / (edges[i + 1]! - edge)) // one edge more than bins
    const fromLower = sub(value, context.graph.constant(lower))
    const encoded = clip(mul(fromLower, context.graph.constant(inverseWidths)), 0, 1) // [batch, bins]
    if (settings.output_size === null) return encoded
    const outputSize = settings.output_size * activationWidth(settings.activation)
    const hidden = settings.linear
      ? add(
          dense(context.scope("linear"), value, {
            outputSize,
            weightsInitializer: { type: "uniform", a: -1, b: 1 },
            decay: false,
          }),
          dense(context, encoded, { outputSize, weightsInitializer: "zeros", useBias: false }),
        )
      : dense(context, encoded, { outputSize })
    return activate(context, hidden, settings.activation)
  },
  examples: [
    {},
    { num_bins: "auto", output_size: 4, linear: true },
    { num_bins: 8, output_size: 4, activation: "relu" },
    { ple_bin_edges: [-1, 0, 1], output_size: null },
  ],
})
