// Φ⁻¹(p): the standard normal's quantile, by Newton steps on a series for Φ.

const density = (x: number): number => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI)

/** Φ(x) = ½ + φ(x) · Σ x^(2k+1) / (1·3·5···(2k+1)), which converges for every x. */
function cumulative(x: number): number {
  let term = x
  let sum = x
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && k < 200; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return 0.5 + density(x) * sum
}

/** For p in (0, 1); within 1e-12 where p is between 1e-4 and 1 − 1e-4. */
export function normalScore(p: number): number {
  let x = 0
  for (let i = 0; i < 60; i++) {
    const step = (cumulative(x) - p) / density(x)
    x -= Math.max(-1, Math.min(1, step))
    if (Math.abs(step) < 1e-13) break
  }
  return x
}
