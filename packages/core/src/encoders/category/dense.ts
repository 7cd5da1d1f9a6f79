// Dense encoder: a learned vector for each category.
import { defineEncoder } from "../../define.ts"
import type { Value } from "../../graph/graph.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { dropout } from "../../layers/dropout.ts"
import { oneHot, slice, squeeze } from "../../ops/index.ts"
import {
  dropout as dropoutRate,
  flag,
  nonNegativeInt,
  optionalInitializer,
  positiveIntOrAuto,
} from "../../schema/fields.ts"
import { embeddingSettings, passedOn, vocabularyOf } from "../settings.ts"
import { embed } from "./embedding.ts"

const longestAutoSize = 32

/** 1.6 · categories^0.56, a rule of thumb of the fastai library. */
const autoSize = (categories: number): number =>
  Math.min(longestAutoSize, Math.max(2, Math.round(1.6 * categories ** 0.56)))

/** [batch, 1] ids → [batch, categories − 1]: place 0 is the unknown, which has no column. */
function knownOneHot(ids: Value, categories: number): Value {
  const places = oneHot(squeeze(ids, [1]), Math.max(2, categories))
  return slice(places, { axes: [1], starts: [1], ends: [Math.max(2, categories)] })
}

export const dense = defineEncoder({
  type: "dense",
  summary: "A learned vector for each category.",
  settings: {
    ...embeddingSettings,
    embedding_size: positiveIntOrAuto(
      50,
      "Length of the vectors, at most as many as there are categories; `auto` goes by the number of categories.",
      { impact: 3, tune: { scale: "log", range: [4, 128] } },
    ),
    onehot_up_to: nonNegativeInt(
      0,
      "Up to this many known categories are one-hot instead; what is unknown is all zeros.",
    ),
    embedding_initializer: optionalInitializer("How the vectors begin; null for uniform in [-1, 1]."),
    embeddings_trainable: flag(true, "Whether the vectors are learned."),
    dropout: dropoutRate(0, "The share of the vectors' values that training sets to zero."),
  },
  build(context, settings, { value, metadata }) {
    if (settings.skip) return passedOn(value)
    const rows = vocabularyOf(metadata, settings.vocab).length
    if (rows - 1 <= settings.onehot_up_to) return knownOneHot(value, rows)
    const embedded = embed(context, value, {
      rows,
      width: Math.min(settings.embedding_size === "auto" ? autoSize(rows) : settings.embedding_size, rows),
      sampler: resolveInitializer(settings.embedding_initializer ?? { type: "uniform", a: -1, b: 1 }),
      options: { trainable: settings.embeddings_trainable },
    })
    return dropout(context, embedded, settings.dropout)
  },
  examples: [
    {},
    { onehot_up_to: 8 },
    { embedding_size: "auto" },
    { embedding_size: 2, dropout: 0.1, embedding_initializer: "normal" },
    { embeddings_trainable: false },
  ],
})
