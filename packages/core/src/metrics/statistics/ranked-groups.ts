// Metrics of an order: rows are gathered with the group they belong to, and each group is judged by itself.
import type { Metric } from "../../define.ts"
import { invariant } from "../../errors.ts"
import { eachGroup, gatherGroups } from "../../row-groups.ts"
import { append, growable, used, type Growable } from "./growable.ts"

/** Rows seen so far. */
export interface RankedRows {
  readonly groups: Growable<Int32Array>
  readonly targets: Growable<Float32Array>
  readonly scores: Growable<Float32Array>
}

/** The rows of one group, the highest score first. */
export interface RankedGroup {
  readonly scores: Float32Array
  /** From 0, of no use, up. */
  readonly relevance: Float32Array
}

interface RankedSpec {
  readonly type: string
  readonly summary: string
  /** From 0 to 1, the best; of a group in which some row is relevant. */
  readonly ofGroup: (group: RankedGroup) => number
}

/** The mean over groups; those in which no row is relevant say nothing of an order. */
export const rankedMetric = ({ ofGroup, ...names }: RankedSpec): Metric<RankedRows> => ({
  ...names,
  direction: "maximize",
  range: [0, 1],
  initial: () => ({
    groups: growable(new Int32Array(0)),
    targets: growable(new Float32Array(0)),
    scores: growable(new Float32Array(0)),
  }),
  update(state, { size, targets, predictions, groups }) {
    invariant(groups !== undefined, `${names.type} was given no groups`)
    append(state.groups, groups, size)
    append(state.targets, targets as Float32Array, size) // numbers are float32
    append(state.scores, predictions as Float32Array, size)
    return state
  },
  merge: (a, b) => ({
    groups: joined(a.groups, b.groups),
    targets: joined(a.targets, b.targets),
    scores: joined(a.scores, b.scores),
  }),
  compute({ groups, targets, scores }) {
    let sum = 0
    let count = 0
    for (const rows of eachGroup(gatherGroups(used(groups)))) {
      if (!rows.some((row) => targets.values[row]! > 0)) continue
      sum += ofGroup(ranked(rows, targets.values, scores.values))
      count += 1
    }
    return count === 0 || !Number.isFinite(sum) ? null : sum / count
  },
})

const joined = <A extends Float32Array | Int32Array>(a: Growable<A>, b: Growable<A>): Growable<A> =>
  append(append(growable(a.values.slice(0, 0) as A), used(a)), used(b)) // of the same kind

/** Of equal scores the least relevant row comes first: what an order cannot tell apart is not to its credit. */
function ranked(rows: Int32Array, targets: Float32Array, scores: Float32Array): RankedGroup {
  const order = rows.slice().sort((a, b) => scores[b]! - scores[a]! || targets[a]! - targets[b]!)
  return {
    scores: Float32Array.from(order, (row) => scores[row]!),
    relevance: Float32Array.from(order, (row) => targets[row]!),
  }
}
