// Neighbours of float32 numbers: thresholds of other programs, said as "up to this".

/** The largest float32 below a float32. */
export function below(value: number): number {
  if (value === 0) return -(2 ** -149)
  if (!Number.isFinite(value)) return value === Infinity ? 2 ** 128 - 2 ** 104 : value
  const bits = new Int32Array(Float32Array.of(value).buffer)
  bits[0]! += value > 0 ? -1 : 1
  return new Float32Array(bits.buffer)[0]!
}

/** The largest float32 up to a number. */
export function roundedDown(value: number): number {
  const nearest = Math.fround(value)
  return nearest > value ? below(nearest) : nearest
}
