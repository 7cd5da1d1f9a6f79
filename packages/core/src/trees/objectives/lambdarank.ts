// Pairs of a group of which one is more relevant: log(1 + exp(−(s⁺ − s⁻))) · |ΔNDCG of swapping them| (LambdaMART; Burges, 2010)
import { invariant } from "../../errors.ts"
import { eachGroup, type RowGroups } from "../../row-groups.ts"
import type { GradientRequest, ObjectiveData, TreeObjective } from "./objective.ts"

const gain = (relevance: number): number => 2 ** relevance - 1
const discount = (position: number): number => 1 / Math.log2(position + 2)

/** Relevance of 31 and more has gains that no number holds exactly. */
const mostRelevance = 30

function groupsOf({ groups, rows }: ObjectiveData): RowGroups {
  invariant(groups?.order.length === rows, "lambdarank was not given the groups of its rows")
  return groups
}

/** What the best order of so many first rows is worth: the most relevant ones, as many as there are of each relevance. */
function idealGain(targets: ArrayLike<number>, rows: Int32Array, most: number): number {
  const counts = new Int32Array(mostRelevance + 1)
  for (let i = 0; i < rows.length; i++) counts[targets[rows[i]!]!]! += 1
  let sum = 0
  let place = 0
  for (let relevance = mostRelevance; relevance > 0; relevance--)
    for (const end = Math.min(most, place + counts[relevance]!); place < end; place++)
      sum += gain(relevance) * discount(place)
  return sum
}

const orderOf = (scores: Float64Array, rows: Int32Array): Int32Array =>
  rows.slice().sort((a, b) => scores[b]! - scores[a]! || a - b)

/** Whether targets are relevance, by which the rows of a group are ordered. */
export const isRanking = (objective: unknown): boolean => objective === "lambdarank"

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
    for (const rows of eachGroup(groupsOf(request))) groupGradients(request, rows)
    const { weights } = request
    if (weights === undefined) return
    for (let row = 0; row < request.rows; row++) {
      request.gradients[0]![row]! *= weights[row]!
      request.hessians[0]![row]! *= weights[row]!
    }
  },
  /** 1 − NDCG, averaged over groups. */
  loss(data, scores) {
    const { targets } = data
    let sum = 0
    let count = 0
    for (const rows of eachGroup(groupsOf(data))) {
      const ideal = idealGain(targets, rows, rows.length)
      const found = orderOf(scores, rows).reduce((total, row, i) => total + gain(targets[row]!) * discount(i), 0)
      sum += ideal === 0 ? 0 : 1 - found / ideal
      count += 1
    }
    return count === 0 ? 0 : sum / count
  },
}

/** A group's rows in the order of their scores. */
interface Ranked {
  readonly order: Int32Array
  readonly scores: Float64Array
  readonly gains: Float64Array
  readonly discounts: Float64Array
}

function ranked({ scores, targets }: GradientRequest, rows: Int32Array): Ranked {
  const order = orderOf(scores, rows)
  const sorted = new Float64Array(rows.length)
  const gains = new Float64Array(rows.length)
  const discounts = new Float64Array(rows.length)
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!
    sorted[place] = scores[row]!
    gains[place] = gain(targets[row]!)
    discounts[place] = discount(place)
  }
  return { order, scores: sorted, gains, discounts }
}

function groupGradients(request: GradientRequest, rows: Int32Array): void {
  const { lambdarank_truncation_level: most, lambdarank_norm: isNormed } = request.settings
  const ideal = idealGain(request.targets, rows, most)
  if (ideal === 0) return
  const group = ranked(request, rows)
  const size = rows.length
  const slopes = new Float64Array(size)
  const curvatures = new Float64Array(size)
  const spreads = isNormed && group.scores[0] !== group.scores[size - 1]
  let sum = 0
  for (let i = 0; i < Math.min(most, size); i++) sum += pairsOf(group, i, { ideal, spreads, slopes, curvatures })
  const factor = isNormed && sum > 0 ? Math.log2(1 + sum) / sum : 1
  for (const [place, row] of group.order.entries()) {
    request.gradients[0]![row] = slopes[place]! * factor
    request.hessians[0]![row] = curvatures[place]! * factor
  }
}

interface Pairing {
  /** What the best order is worth. */
  readonly ideal: number
  /** Whether pairs count less the further apart their scores are. */
  readonly spreads: boolean
  readonly slopes: Float64Array
  readonly curvatures: Float64Array
}

/** Adds what the pairs of a place and those below it say; returns the sum of their slopes. hot */
function pairsOf({ scores, gains, discounts }: Ranked, i: number, pairing: Pairing): number {
  const { ideal, spreads, slopes, curvatures } = pairing
  const [score, ownGain, ownDiscount] = [scores[i]!, gains[i]!, discounts[i]!]
  let slope = 0
  let curvature = 0
  let sum = 0
  for (let j = i + 1; j < scores.length; j++) {
    const more = ownGain - gains[j]!
    if (more === 0) continue
    const apart = score - scores[j]! // from 0 up: places are in the order of scores
    const change = ((more < 0 ? -more : more) * (ownDiscount - discounts[j]!)) / ideal
    const p = 1 / (1 + Math.exp(more > 0 ? apart : -apart))
    const size = p * (spreads ? change / (0.01 + apart) : change)
    const push = more > 0 ? -size : size // the upper row's, and the lower one's the other way
    const bend = (1 - p) * size
    slope += push
    slopes[j]! -= push
    curvature += bend
    curvatures[j]! += bend
    sum += 2 * size
  }
  slopes[i]! += slope
  curvatures[i]! += curvature
  return sum
}
