// W with orthonormal rows or columns, whichever are fewer (Saxe et al., 2013).
import { defineInitializer } from "../define.ts"
import type { RandomStream } from "../random.ts"
import { nonNegative } from "../schema/fields.ts"
import { fans } from "./fan.ts"

export const orthogonal = defineInitializer({
  type: "orthogonal",
  summary: "A random rotation, so that lengths are kept.",
  settings: { gain: nonNegative(1, "Multiplies every number.") },
  sample(settings, shape, random) {
    const { fanIn: rows, fanOut: columns } = fans(shape)
    const length = Math.max(rows, columns)
    const basis = orthonormalVectors(Math.min(rows, columns), length, random)
    const numbers = new Float32Array(rows * columns)
    for (const [i, vector] of basis.entries()) {
      for (let j = 0; j < length; j++) {
        numbers[rows >= columns ? j * columns + i : i * columns + j] = settings.gain * vector[j]! // in range
      }
    }
    return numbers
  },
  examples: [{}, { gain: 2 }],
})

/** Gram–Schmidt, done twice because once loses digits. */
function orthonormalVectors(count: number, length: number, random: RandomStream): Float64Array[] {
  const basis: Float64Array[] = []
  while (basis.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal())
    for (let pass = 0; pass < 2; pass++) for (const other of basis) subtractProjection(vector, other)
    const norm = Math.sqrt(dot(vector, vector))
    if (norm > 1e-6) basis.push(vector.map((x) => x / norm))
  }
  return basis
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]! // hot; in range
  return sum
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit)
  for (let i = 0; i < vector.length; i++) vector[i]! -= along * unit[i]! // hot; in range
}
