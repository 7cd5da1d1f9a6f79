// Classifier: a logit a class, hW + b.
import { defineDecoder } from "../define.ts"
import { classifierSettings, decoderHead, decoderSettings, decoderStack } from "./settings.ts"

export const classifier = defineDecoder({
  type: "classifier",
  summary: "A logit for each class.",
  settings: { ...decoderSettings(0), ...classifierSettings },
  build: (context, settings, hidden, size) =>
    decoderHead(context, decoderStack(context, hidden, settings), settings, size),
  examples: [{}, { num_fc_layers: 2, fc_output_size: 4, fc_activation: "tanh" }],
})
