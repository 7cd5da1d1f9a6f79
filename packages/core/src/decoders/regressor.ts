// Regressor: one number, hW + b.
import { defineDecoder } from "../define.ts"
import { decoderHead, decoderSettings, decoderStack } from "./settings.ts"

export const regressor = defineDecoder({
  type: "regressor",
  summary: "One number: the prediction, or the logit of a binary.",
  settings: decoderSettings(0),
  build: (context, settings, hidden, size) =>
    decoderHead(context, decoderStack(context, hidden, settings), settings, size),
  examples: [{}, { num_fc_layers: 1, fc_output_size: 4, fc_norm: "layer", fc_dropout: 0.1 }],
})
