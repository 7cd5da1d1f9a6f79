// Dense encoder: h ← act(hW + b), repeated.
import { defineEncoder } from "../../define.ts"
import { fcStack } from "../../layers/fc-stack.ts"
import {
  activation,
  biasInitializer,
  dropout,
  fcLayers,
  norm,
  normParams,
  positiveInt,
  useBias,
  weightsInitializer,
} from "../../schema/fields.ts"
import { checkSize, encoderSettings, inputSize, passedOn } from "../settings.ts"

export const dense = defineEncoder({
  type: "dense",
  summary: "A stack of fully connected layers.",
  settings: {
    ...encoderSettings,
    num_layers: positiveInt(1, "How many layers are stacked.", { impact: 2 }),
    input_size: inputSize,
    output_size: positiveInt(256, "Length of the encoding.", { impact: 2 }),
    fc_layers: fcLayers(),
    use_bias: useBias(),
    weights_initializer: weightsInitializer(),
    bias_initializer: biasInitializer(),
    norm: norm(),
    norm_params: normParams(),
    activation: activation(),
    dropout: dropout(),
  },
  build(context, settings, { value }) {
    if (settings.skip) return passedOn(value)
    checkSize("input_size", settings.input_size, 1)
    return fcStack(context, value, { ...settings, numLayers: settings.num_layers })
  },
  examples: [
    {},
    { num_layers: 3, output_size: 8, activation: "gelu", dropout: 0.1, norm: "layer" },
    {
      fc_layers: [
        { output_size: 4, activation: "swiglu" },
        { output_size: 2, norm: "batch" },
      ],
    },
  ],
})
