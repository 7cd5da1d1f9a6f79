// Functions of one number that JavaScript lacks, in float64.

/** 1 / (1 + e⁻ˣ), without overflow. */
export const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** The nearest integer, the even one of two. */
export function roundHalfEven(x: number): number {
  const down = Math.floor(x)
  const rest = x - down
  if (rest !== 0.5) return rest < 0.5 ? down : Math.ceil(x)
  return down % 2 === 0 ? down : Math.ceil(x)
}

/** erf by its series of positive terms, e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!. */
export function errorFunction(x: number): number {
  if (Number.isNaN(x)) return x
  if (Math.abs(x) > 6) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}
