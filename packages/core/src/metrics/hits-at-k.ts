// hits_at_k = share of examples whose class is among the k most probable
import { defineMetric } from "../define.ts"
import { invariant } from "../errors.ts"

interface HitsState {
  readonly classes: number
  readonly k: number
  readonly hits: number
  readonly count: number
}

export const hitsAtK = defineMetric<HitsState>({
  type: "hits_at_k",
  summary:
    "Share of the examples whose class is among the `top_k` most probable; not defined for `top_k` classes or fewer.",
  direction: "maximize",
  range: [0, 1],
  initial: ({ classes, topK }) => ({ classes, k: topK, hits: 0, count: 0 }),
  update(state, { size, targets, probabilities }) {
    invariant(probabilities !== undefined, "hits_at_k was given no probabilities")
    const { classes, k } = state
    let hits = 0
    for (let i = 0; i < size; i++) {
      const target = targets[i]! // in range
      const own = probabilities[i * classes + target]!
      let before = 0
      for (let c = 0; c < classes; c++) {
        const other = probabilities[i * classes + c]!
        if (other > own || (other === own && c < target)) before += 1
      }
      if (before < k) hits += 1
    }
    return { ...state, hits: state.hits + hits, count: state.count + size }
  },
  merge: (a, b) => ({ ...a, hits: a.hits + b.hits, count: a.count + b.count }),
  compute: ({ classes, k, hits, count }) => (count === 0 || classes <= k ? null : hits / count),
})
