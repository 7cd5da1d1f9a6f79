// Numbers of 16 bits (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of fraction.

/** The nearest float16 numbers, to the even one of two equally near; too large ones become infinite. */
export function toFloat16(numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  return Uint16Array.from(bits, halve)
}

// hot
function halve(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0)
  if (magnitude >= 0x47800000) return sign | 0x7c00 // from 65536 on
  if (magnitude >= 0x38800000) return sign | roundedShift(magnitude - 0x38000000, 13) // from 2⁻¹⁴ on
  const exponent = magnitude >>> 23
  if (exponent < 102) return sign // below half of the least, 2⁻²⁵
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent)
}

/** value / 2^count, rounded to the nearest, ties to even. A carry out of the fraction goes into the exponent, as it should. */
function roundedShift(value: number, count: number): number {
  const result = value >>> count
  const rest = value & ((1 << count) - 1)
  const half = 1 << (count - 1)
  return rest > half || (rest === half && (result & 1) === 1) ? result + 1 : result
}
