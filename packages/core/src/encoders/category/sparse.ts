// Sparse encoder: one place a category; learned from there on where `embeddings_trainable` says so.
import { defineEncoder } from "../../define.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { dropout } from "../../layers/dropout.ts"
import { oneHot, squeeze } from "../../ops/index.ts"
import { choice, dropout as dropoutRate, flag, initializerNames } from "../../schema/fields.ts"
import { embeddingSettings, passedOn, vocabularyOf } from "../settings.ts"
import { embed } from "./embedding.ts"

export const sparse = defineEncoder({
  type: "sparse",
  summary: "One place a category, which may be learned further.",
  settings: {
    ...embeddingSettings,
    embedding_initializer: choice(initializerNames, null, "How the vectors begin; null for the identity."),
    embeddings_trainable: flag(false, "Whether the vectors are learned."),
    dropout: dropoutRate(0, "The share of the vectors' values that training sets to zero."),
  },
  build(context, settings, { value, metadata }) {
    if (settings.skip) return passedOn(value)
    const rows = vocabularyOf(metadata, settings.vocab).length
    const { embeddings_trainable: trainable, embedding_initializer: initializer } = settings
    const isOneHot = !trainable && (initializer === null || initializer === "identity" || initializer === "eye")
    const encoded = isOneHot
      ? oneHot(squeeze(value, [1]), rows)
      : embed(context, value, {
          rows,
          width: rows,
          sampler: resolveInitializer(initializer ?? "identity"),
          options: { trainable },
        })
    return dropout(context, encoded, settings.dropout)
  },
  examples: [{}, { embeddings_trainable: true, dropout: 0.1 }, { embedding_initializer: "normal" }],
})
