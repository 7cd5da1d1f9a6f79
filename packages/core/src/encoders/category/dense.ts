// Dense encoder: a learned vector for each category.
import { defineEncoder } from "../../define.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { dropout } from "../../layers/dropout.ts"
import { choice, dropout as dropoutRate, flag, initializerNames, positiveInt } from "../../schema/fields.ts"
import { embeddingSettings, passedOn, vocabularyOf } from "../settings.ts"
import { embed } from "./embedding.ts"

export const dense = defineEncoder({
  type: "dense",
  summary: "A learned vector for each category.",
  settings: {
    ...embeddingSettings,
    embedding_size: positiveInt(50, "Length of the vectors; at most as many as there are categories.", {
      impact: 3,
      tune: { scale: "log", range: [4, 128] },
    }),
    embedding_initializer: choice(initializerNames, null, "How the vectors begin; null for uniform in [-1, 1]."),
    embeddings_trainable: flag(true, "Whether the vectors are learned."),
    dropout: dropoutRate(0, "The share of the vectors' values that training sets to zero."),
  },
  build(context, settings, { value, metadata }) {
    if (settings.skip) return passedOn(value)
    const rows = vocabularyOf(metadata, settings.vocab).length
    const embedded = embed(context, value, {
      rows,
      width: Math.min(settings.embedding_size, rows),
      sampler: resolveInitializer(settings.embedding_initializer ?? { type: "uniform", a: -1, b: 1 }),
      options: { trainable: settings.embeddings_trainable },
    })
    return dropout(context, embedded, settings.dropout)
  },
  examples: [{}, { embedding_size: 2, dropout: 0.1, embedding_initializer: "normal" }, { embeddings_trainable: false }],
})
