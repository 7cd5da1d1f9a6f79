// MLP classifier: the layers of the `fc_` settings, then as many again of `output_size`, then a logit a class.
import { defineDecoder } from "../define.ts"
import { fcStack } from "../layers/fc-stack.ts"
import { activation, dropout, positiveInt } from "../schema/fields.ts"
import { classifierSettings, decoderHead, decoderSettings, decoderStack } from "./settings.ts"

export const mlpClassifier = defineDecoder({
  type: "mlp_classifier",
  summary: "Hidden layers of its own, then a logit for each class.",
  settings: {
    ...decoderSettings(1),
    ...classifierSettings,
    output_size: positiveInt(256, "Width of its own hidden layers, of which there are `num_fc_layers` as well.", {
      impact: 2,
    }),
    activation: activation("relu", "The activation of its own hidden layers; null for none."),
    dropout: dropout(0, "The share of its own hidden layers' values that training sets to zero."),
  },
  build(context, settings, hidden, size) {
    const own = fcStack(context.scope("mlp"), decoderStack(context, hidden, settings), {
      ...settings,
      fc_layers: null,
      numLayers: settings.num_fc_layers,
      norm: null,
      norm_params: null,
    })
    return decoderHead(context, own, settings, size)
  },
  examples: [{}, { num_fc_layers: 2, output_size: 12, fc_output_size: 16, dropout: 0.1 }],
})
