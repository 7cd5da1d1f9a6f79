// Bins of numbers: one a distinct value where there are few, else about equally many rows in each, with frequent values alone.
import { hash32 } from "../../random.ts"
import type { NumberBins } from "./column.ts"

export interface NumberBinOptions {
  readonly mostBins: number
  /** Edges are found on so many rows, drawn evenly. */
  readonly sampleSize: number
  readonly seed: number
}

/** Takes a column's values in their order, stretch by stretch, and finds its bins. */
export class NumberBinFinder {
  readonly #options: NumberBinOptions
  readonly #rows: number
  readonly #sample: Float32Array
  #seen = 0
  #sampled = 0
  #hasMissing = false

  constructor(rows: number, options: NumberBinOptions) {
    this.#options = options
    this.#rows = rows
    this.#sample = new Float32Array(Math.min(rows, options.sampleSize))
  }

  add(values: Float32Array): void {
    const begin = this.#seen
    this.#seen += values.length
    for (; this.#sampled < this.#sample.length; this.#sampled++) {
      const row = this.#row(this.#sampled)
      if (row >= this.#seen) break
      this.#sample[this.#sampled] = values[row - begin]!
    }
    this.#hasMissing ||= values.some((value) => value !== value)
  }

  /** One of each of as many stretches of equal length as there are samples. */
  #row(index: number): number {
    const stretch = this.#rows / this.#sample.length
    if (stretch === 1) return index
    return Math.min(this.#rows - 1, Math.floor((index + hash32(this.#options.seed, index) / 0x100000000) * stretch))
  }

  finish(): NumberBins {
    const { distinct, counts } = countDistinct(sortedNumbers(this.#sample))
    const { mostBins } = this.#options
    const edges = distinct.length <= mostBins ? edgesBetween(distinct) : equalEdges(distinct, counts, mostBins)
    return {
      kind: "number",
      edges,
      size: distinct.length === 0 ? 0 : edges.length + 1,
      hasMissing: this.#hasMissing,
    }
  }
}

export function findNumberBins(values: Float32Array, options: NumberBinOptions): NumberBins {
  const finder = new NumberBinFinder(values.length, options)
  finder.add(values)
  return finder.finish()
}

/** The largest float32 that parts two neighbours in the middle: lower ≤ edge < upper. */
function edgeBetween(lower: number, upper: number): number {
  const middle = Math.fround(lower / 2 + upper / 2)
  return middle >= lower && middle < upper ? middle : lower // also where one of them is infinite
}

/** Those that are not missing, sorted; in the place of the sample. */
function sortedNumbers(sample: Float32Array): Float32Array {
  let filled = 0
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i]!
    if (value === value) sample[filled++] = value + 0
  }
  return sample.subarray(0, filled).sort()
}

function countDistinct(sorted: Float32Array): { distinct: Float32Array; counts: Int32Array } {
  const distinct = new Float32Array(sorted.length)
  const counts = new Int32Array(sorted.length)
  let last = -1
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]! + 0 // no negative zero
    if (last < 0 || value !== distinct[last]) distinct[++last] = value
    counts[last]!++
  }
  return { distinct: distinct.slice(0, last + 1), counts: counts.slice(0, last + 1) }
}

function edgesBetween(distinct: Float32Array): Float32Array {
  const edges = new Float32Array(Math.max(0, distinct.length - 1))
  for (let i = 0; i < edges.length; i++) edges[i] = edgeBetween(distinct[i]!, distinct[i + 1]!)
  return edges
}

/** Values with more rows than an even share have a bin of their own; the others are gathered until they hold one. */
function equalEdges(distinct: Float32Array, counts: Int32Array, mostBins: number): Float32Array {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const evenShare = rows / mostBins
  let restRows = rows
  let restBins = mostBins
  for (const count of counts) {
    if (count < evenShare) continue
    restRows -= count
    restBins--
  }
  let share = restRows / Math.max(1, restBins)
  const edges: number[] = []
  let held = 0
  for (let i = 0; i < distinct.length - 1 && edges.length < mostBins - 1; i++) {
    const isFrequent = counts[i]! >= evenShare
    held += counts[i]!
    if (!isFrequent) restRows -= counts[i]!
    const nextIsFrequent = counts[i + 1]! >= evenShare
    if (!isFrequent && held < share && !(nextIsFrequent && held >= Math.max(1, share / 2))) continue
    edges.push(edgeBetween(distinct[i]!, distinct[i + 1]!))
    held = 0
    if (!isFrequent) share = restRows / Math.max(1, --restBins)
  }
  return Float32Array.from(edges)
}

/** Which bin a number is in: a table by its upper 16 bits says between which edges to look. */
export interface NumberBinner {
  readonly edges: Float32Array
  /** The bucket of the first edge. */
  readonly lowest: number
  /** By bucket from the lowest on, one more than there are: how many edges are in lower buckets. Empty where it would not pay. */
  readonly first: Uint16Array
}

export function numberBinner(edges: Float32Array, rows: number): NumberBinner {
  const bits = new Int32Array(edges.buffer, edges.byteOffset, edges.length)
  const lowest = edges.length === 0 ? 0 : bucketOf(bits[0]!)
  const buckets = edges.length === 0 ? 0 : bucketOf(bits[edges.length - 1]!) - lowest + 1
  if (buckets > rows) return { edges, lowest, first: new Uint16Array(0) }
  const first = new Uint16Array(buckets + 1)
  for (const pattern of bits) first[bucketOf(pattern) - lowest + 1]!++
  for (let bucket = 0; bucket < buckets; bucket++) first[bucket + 1]! += first[bucket]!
  return { edges, lowest, first }
}

/** Upper 16 bits such that larger numbers have larger ones. */
const bucketOf = (bits: number): number => ((bits ^ ((bits >> 31) & 0x7fffffff)) >>> 16) ^ 0x8000

/** Bins of rows begin … end − 1 into `target`, which begins with row `begin`. hot */
export function fillNumberBins(
  binner: NumberBinner,
  values: Float32Array,
  range: { readonly begin: number; readonly end: number; readonly missing: number },
  target: Uint16Array,
): void {
  const { edges, lowest, first } = binner
  const { begin, end, missing } = range
  const last = edges.length
  const buckets = first.length - 1
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  for (let i = begin; i < end; i++) {
    const value = values[i]!
    if (value !== value) {
      target[i - begin] = missing
      continue
    }
    let low = 0
    let high = last
    if (buckets >= 0) {
      const bucket = bucketOf(value === 0 ? 0 : bits[i]!) - lowest // 0 for −0 too
      if (bucket < 0) high = 0
      else if (bucket >= buckets) low = last
      else {
        low = first[bucket]!
        high = first[bucket + 1]!
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    target[i - begin] = low
  }
}
