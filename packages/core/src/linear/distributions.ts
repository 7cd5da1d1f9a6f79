// Tails and quantiles of the standard normal and of Student's t distribution, to 1e-10 of the value and better.

const tiny = 1e-300
const rootPi = Math.sqrt(Math.PI)

/** P(|Z| > |z|) */
export function normalTwoTails(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  return x < 1.5 ? 1 - erfSeries(x) : erfcFraction(x)
}

/** erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!! */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return ((2 * Math.exp(-x * x)) / rootPi) * sum
}

/** erfc x by its continued fraction, for x away from 0 (Lentz). */
function erfcFraction(x: number): number {
  if (x > 27) return 0
  const square = x * x
  let b = square + 0.5
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  for (let i = 1; i < 1000; i++) {
    const a = -i * (i - 0.5)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    h *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return (Math.exp(-square) * x * h) / rootPi
}

/** The z ≥ 0 with P(|Z| > z) = p. */
export function normalQuantileOfTwoTails(p: number): number {
  if (p >= 1) return 0
  if (!(p > 0)) return Infinity
  const t = Math.sqrt(-2 * Math.log(p / 2))
  let z = Math.max(
    0,
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))),
  )
  for (let i = 0; i < 4; i++) {
    const density = Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2)
    const step = (normalTwoTails(z) - p) / density
    z += step / (1 - (step * z) / 2) // Halley
  }
  return z
}

/** P(|T| > |t|) of Student's t with `degrees` of freedom. */
export function studentTwoTails(t: number, degrees: number): number {
  const square = t * t
  if (!Number.isFinite(square)) return 0
  // I_x(ν/2, ½), x = ν / (ν + t²)
  const a = degrees / 2
  const x = degrees / (degrees + square)
  const rest = square / (degrees + square)
  const front = Math.exp(a * (rest < 0.5 ? Math.log1p(-rest) : Math.log(x))) * Math.sqrt(rest) * inverseBetaHalf(a)
  return x < (a + 1) / (a + 2.5) ? (front * betaFraction(x, a, 0.5)) / a : 1 - 2 * front * betaFraction(rest, 0.5, a)
}

/** 1 / B(a, ½) = Γ(a + ½) / (Γ(a) √π) */
function inverseBetaHalf(a: number): number {
  let factor = 1
  let at = a
  for (; at < 20; at++) factor *= at / (at + 0.5)
  const u = 1 / (at * at)
  const series = (-1 / 8 + u * (1 / 192 + u * (-1 / 640 + u * (17 / 14_336 - u * (31 / 18_432))))) / at
  return (factor * Math.sqrt(at) * Math.exp(series)) / rootPi
}

/** The continued fraction of the incomplete beta function (Lentz). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return h
}

const nonZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value)

/** The t ≥ 0 with P(|T| > t) = p. */
export function studentQuantileOfTwoTails(p: number, degrees: number): number {
  if (p >= 1) return 0
  if (!(p > 0)) return Infinity
  let low = 0
  let high = Math.max(1, normalQuantileOfTwoTails(p))
  while (studentTwoTails(high, degrees) > p) {
    low = high
    high *= 2
  }
  let t = high
  for (let i = 0; i < 200; i++) {
    const excess = studentTwoTails(t, degrees) - p
    if (excess > 0) low = t
    else high = t
    const density =
      (2 * inverseBetaHalf(degrees / 2) * (1 + (t * t) / degrees) ** (-(degrees + 1) / 2)) / Math.sqrt(degrees)
    const next = t + excess / density
    const previous = t
    t = next > low && next < high ? next : (low + high) / 2
    if (Math.abs(t - previous) <= 1e-15 * t) break
  }
  return t
}
