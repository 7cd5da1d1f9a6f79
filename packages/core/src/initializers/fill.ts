// A tensor's numbers, one after the other from a function of nothing.
import { sizeOf } from "../graph/shape.ts"

export function fill(shape: readonly number[], next: () => number): Float32Array {
  const numbers = new Float32Array(sizeOf(shape))
  for (let i = 0; i < numbers.length; i++) numbers[i] = next() // hot
  return numbers
}
