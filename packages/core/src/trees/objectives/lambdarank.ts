// Pairs of a group of which one is more relevant: log(1 + exp(−(s⁺ − s⁻))) · |ΔNDCG of swapping them| (LambdaMART; Burges, 2010)
import { invariant } from "../../errors.ts"
import type { GradientRequest, ObjectiveData, TreeObjective } from "./objective.ts"

const gain = (relevance: number): number => 2 ** relevance - 1
const discount = (position: number): number => 1 / Math.log2(position + 2)

/** Relevance of 31 and more has gains that no number holds exactly. */
const mostRelevance = 30

function groupsOf({ groups, rows }: ObjectiveData): Int32Array {
  invariant(
    groups !== undefined && groups.reduce((sum, size) => sum + size, 0) === rows,
    "lambdarank was not given groups that make up its rows",
  )
  return groups
}

/** What the best order of so many first rows is worth. */
function idealGain(targets: ArrayLike<number>, first: number, size: number): (most: number) => number {
  const sorted = Float64Array.from({ length: size }, (_, i) => targets[first + i]!)
    .sort()
    .reverse()
  return (most) => sorted.subarray(0, most).reduce((sum, relevance, i) => sum + gain(relevance) * discount(i), 0)
}

const orderOf = (scores: Float64Array, first: number, size: number): Int32Array =>
  Int32Array.from({ length: size }, (_, i) => first + i).sort((a, b) => scores[b]! - scores[a]! || a - b)

export const lambdarank: TreeObjective = {
  type: "lambdarank",
  summary: "Scores that order the rows of each group by their relevance.",
  scores: () => 1,
  hasConstantHessian: false,
  checkTarget: (target) =>
    Number.isInteger(target) && target >= 0 && target <= mostRelevance
      ? undefined
      : `is not a relevance, a whole number from 0 to ${mostRelevance}`,
  initial: () => Float64Array.of(0),
  gradients(request) {
    request.gradients[0]!.fill(0)
    request.hessians[0]!.fill(0)
    let first = 0
    for (const size of groupsOf(request)) {
      groupGradients(request, first, size)
      first += size
    }
    const { weights } = request
    if (weights === undefined) return
    for (let row = 0; row < request.rows; row++) {
      request.gradients[0]![row]! *= weights[row]!
      request.hessians[0]![row]! *= weights[row]!
    }
  },
  /** 1 − NDCG, averaged over groups. */
  loss(data, scores) {
    const groups = groupsOf(data)
    let sum = 0
    let first = 0
    for (const size of groups) {
      const ideal = idealGain(data.targets, first, size)(size)
      const found = orderOf(scores, first, size).reduce(
        (total, row, i) => total + gain(data.targets[row]!) * discount(i),
        0,
      )
      sum += ideal === 0 ? 0 : 1 - found / ideal
      first += size
    }
    return groups.length === 0 ? 0 : sum / groups.length
  },
}

function groupGradients(request: GradientRequest, first: number, size: number): void {
  const { scores, targets, settings } = request
  const gradient = request.gradients[0]!
  const hessian = request.hessians[0]!
  const most = settings.lambdarank_truncation_level
  const ideal = idealGain(targets, first, size)(most)
  if (ideal === 0) return
  const order = orderOf(scores, first, size)
  const spread = scores[order[0]!]! - scores[order[size - 1]!]!
  let sum = 0
  for (let i = 0; i < Math.min(most, size); i++) {
    for (let j = i + 1; j < size; j++) {
      const a = order[i]!
      const b = order[j]!
      if (targets[a] === targets[b]) continue
      const [better, worse] = targets[a]! > targets[b]! ? [a, b] : [b, a]
      const ahead = scores[better]! - scores[worse]!
      let change = ((gain(targets[better]!) - gain(targets[worse]!)) * (discount(i) - discount(j))) / ideal
      if (settings.lambdarank_norm && spread > 0) change /= 0.01 + Math.abs(ahead)
      const p = 1 / (1 + Math.exp(ahead))
      gradient[better]! -= p * change
      gradient[worse]! += p * change
      hessian[better]! += p * (1 - p) * change
      hessian[worse]! += p * (1 - p) * change
      sum += 2 * p * change
    }
  }
  if (!settings.lambdarank_norm || sum <= 0) return
  const factor = Math.log2(1 + sum) / sum
  for (let row = first; row < first + size; row++) {
    gradient[row]! *= factor
    hessian[row]! *= factor
  }
}
