// Hash encoder: a learned vector for each bucket of a hash of the category's text, however many categories there are.
import { defineEncoder } from "../../define.ts"
import { resolveInitializer } from "../../initializers/index.ts"
import { gather } from "../../ops/index.ts"
import { tensorOf } from "../../graph/tensor.ts"
import { randomKey } from "../../random.ts"
import { positiveInt } from "../../schema/fields.ts"
import { passedOn, vocabularyOf, vocabularySettings } from "../settings.ts"
import { embed } from "./embedding.ts"

export const hash = defineEncoder({
  type: "hash",
  summary: "A learned vector for each bucket of hashed categories.",
  settings: {
    ...vocabularySettings,
    num_hash_buckets: positiveInt(1024, "How many buckets the categories share.", { impact: 2 }),
    embedding_size: positiveInt(50, "Length of the vectors.", { impact: 2 }),
  },
  build(context, settings, { value, metadata }) {
    if (settings.skip) return passedOn(value)
    const buckets = vocabularyOf(metadata, settings.vocab).map((text) => randomKey(0, text) % settings.num_hash_buckets)
    const bucketOf = context.graph.constant(tensorOf("int32", [buckets.length], buckets))
    return embed(context, gather(bucketOf, value, { axis: 0 }), {
      rows: settings.num_hash_buckets,
      width: settings.embedding_size,
      sampler: resolveInitializer({ type: "uniform", a: -1, b: 1 }),
    })
  },
  examples: [{}, { num_hash_buckets: 2, embedding_size: 3 }],
})
