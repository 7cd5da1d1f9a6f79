// Periodic encoding: [cos(2πcx), sin(2πcx)] with learned frequencies c ~ N(0, σ²), then a dense layer (Gorishniy et al., 2022).
import { defineEncoder } from "../../define.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { activate, activationWidth } from "../../layers/activations.ts"
import { dense } from "../../layers/dense.ts"
import { concat, cos, mul, sin } from "../../ops/index.ts"
import { activation, nullable, positive, positiveInt } from "../../schema/fields.ts"
import { encoderSettings, passedOn } from "../settings.ts"

export const periodic = defineEncoder({
  type: "periodic",
  summary: "Sines and cosines of learned frequencies, then a dense layer.",
  settings: {
    ...encoderSettings,
    num_frequencies: positiveInt(64, "How many frequencies are learned.", { impact: 2 }),
    output_size: nullable(positiveInt(256, "Length of the encoding; null for the waves themselves.", { impact: 2 })),
    sigma: positive(1, "Standard deviation of the first frequencies.", {
      impact: 3,
      tune: { scale: "log", range: [0.01, 10] },
    }),
    activation: activation(null, "The activation after the dense layer; null for none."),
  },
  build(context, settings, { value }) {
    if (settings.skip) return passedOn(value)
    const sampler = resolveInitializer({ type: "normal", std: settings.sigma })
    const frequencies = context.parameter("frequencies", [settings.num_frequencies], sampler, { decay: false })
    const angles = mul(value, mul(frequencies, 2 * Math.PI)) // [batch, frequencies]
    const waves = concat([cos(angles), sin(angles)], 1)
    if (settings.output_size === null) return waves
    const outputSize = settings.output_size * activationWidth(settings.activation)
    return activate(context, dense(context, waves, { outputSize }), settings.activation)
  },
  examples: [{}, { num_frequencies: 4, output_size: 3, sigma: 0.1, activation: "relu" }, { output_size: null }],
})
