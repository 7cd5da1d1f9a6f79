// wᵢⱼ = 1 where i = j, else 0, with all axes but the last taken as one.
import { fans } from "./fan.ts"

export function diagonal(shape: readonly number[], value = 1): Float32Array {
  const { fanIn, fanOut } = fans(shape)
  const numbers = new Float32Array(fanIn * fanOut)
  for (let i = 0; i < Math.min(fanIn, fanOut); i++) numbers[i * fanOut + i] = value
  return numbers
}
