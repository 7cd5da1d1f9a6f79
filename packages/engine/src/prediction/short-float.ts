// The shortest number that is a given float32: 0.1, not 0.10000000149011612.

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`)) // exact

/** What takes so many digits is unique among float32 numbers, and so many always suffice. */
const [fewest, most] = [6, 9] as const

export function shortFloat(value: number): number {
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  for (let digits = fewest; digits < most; digits++) {
    const power = powers[digits - 1 - magnitude]
    // Powers of ten up to 1e22 are exact: the quotient is the number that the digits say.
    const short = power === undefined ? Number(value.toPrecision(digits)) : Math.round(value * power) / power
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(most))
}
