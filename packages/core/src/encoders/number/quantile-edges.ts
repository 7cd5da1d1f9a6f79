// Bin edges of a column at its quantiles, so that each bin holds about as many examples.

const mostSorted = 200_000

/**
 * At most `bins + 1` increasing numbers, from the smallest value to the largest; at least two, also where all values are one.
 * Neighbours closer than a millionth of the range are one edge.
 */
export function quantileEdges(values: ArrayLike<number>, bins: number): number[] {
  const sorted = sortedSample(values)
  const last = sorted.length - 1
  if (last < 0) return [0, 1]
  const quantiles = Array.from({ length: bins + 1 }, (_, i) => interpolate(sorted, (i / bins) * last))
  return increasing(quantiles)
}

/** Finite edges in increasing order, without those that are too close to tell apart. */
export function increasing(edges: readonly number[]): number[] {
  const sorted = Float64Array.from(edges, Math.fround).sort()
  const smallest = sorted[0] ?? 0
  const largest = sorted.at(-1) ?? 0
  const nearest = Math.max((largest - smallest) * 1e-6, Math.abs(largest) * 1e-6, Math.abs(smallest) * 1e-6)
  const kept = [smallest]
  for (const edge of sorted) if (edge - kept[kept.length - 1]! > nearest) kept.push(edge) // never empty
  return kept.length > 1 ? kept : [smallest, smallest + Math.max(1, nearest * 2)]
}

function sortedSample(values: ArrayLike<number>): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / mostSorted))
  const sample = new Float64Array(Math.ceil(values.length / step))
  let size = 0
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) sample[size++] = values[i]! // in range
  return sample.subarray(0, size).sort()
}

function interpolate(sorted: Float64Array, position: number): number {
  const below = sorted[Math.floor(position)]! // in range
  const above = sorted[Math.ceil(position)]! // in range
  return below + (above - below) * (position - Math.floor(position))
}
