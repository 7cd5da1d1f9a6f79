// Generated tables: one of each kind that a plain config may meet and that no default was made for.
import { largest, normals, type Recipe } from "./draw.ts"

const { abs, exp, sign, sin, sinh, tanh } = Math
const half = largest(0.5)

/** The vectors' product; a place that one lacks counts as 0. */
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

const at = (values: readonly number[], i = 0): number => values[i] ?? 0

export const smooth: readonly Recipe[] = [
  {
    name: "linear",
    rows: 2000,
    type: "number",
    numbers: 20,
    rule: (random) => {
      const weights = normals(random, 20)
      return ({ numbers }, noise) => 5000 + 300 * dot(weights, numbers) + 600 * noise.normal()
    },
  },
  {
    name: "linear_binary",
    rows: 800,
    type: "binary",
    numbers: 20,
    rule: (random) => {
      const weights = normals(random, 20)
      return ({ numbers }, noise) => (noise.uniform() < 1 / (1 + exp(-0.6 * dot(weights, numbers))) ? 1 : 0)
    },
  },
  {
    name: "interactions",
    rows: 5000,
    type: "number",
    numbers: 15,
    uniform: true,
    rule:
      () =>
      ({ numbers: [a = 0, b = 0, c = 0, d = 0, e = 0] }, noise) =>
        2 * a * b + sin(4 * c) * d + e * sign(a) + 0.15 * noise.normal(),
  },
  {
    name: "xor",
    rows: 6000,
    type: "binary",
    numbers: 12,
    uniform: true,
    rule:
      () =>
      ({ numbers: [a = 0, b = 0, c = 0, d = 0, e = 0] }) =>
        a * b > 0 !== c + d * e > 0 ? 1 : 0,
  },
  {
    name: "noisy_columns",
    rows: 3000,
    type: "number",
    numbers: 50,
    rule:
      () =>
      ({ numbers: [a = 0, b = 0, c = 0, d = 0, e = 0] }, noise) =>
        a + b - 0.5 * c * c + d * e + noise.normal(),
  },
  {
    name: "outliers",
    rows: 3000,
    type: "number",
    numbers: 8,
    rule:
      () =>
      ({ numbers: [a = 0, b = 0, c = 0, d = 0, e = 0] }, noise) =>
        a + tanh(2 * b) - 0.7 * c + 0.5 * d * e + 0.5 * noise.normal(),
    write: ({ numbers }) => numbers.map((value) => 100 * sinh(2 * value)),
  },
]

export const small: readonly Recipe[] = (["number", "binary"] as const).map((type) => ({
  name: `rows_300_${type}`,
  rows: 300,
  type,
  numbers: 8,
  categories: [4, 4],
  rule: (random) => {
    const effects = normals(random, 4)
    return ({ numbers: [a = 0, b = 0, c = 0], codes }, noise) =>
      a + 0.7 * b * b - 0.8 * c + at(effects, codes[0]) + 0.6 * noise.normal()
  },
  ...(type === "binary" ? { finish: half } : {}),
}))

export const categorical: readonly Recipe[] = [
  {
    name: "columns_50",
    rows: 1000,
    type: "binary",
    numbers: 3,
    categories: Array.from({ length: 50 }, (_, i) => 2 + ((i * 17) % 48)),
    rule: (random) => {
      const effects = Array.from({ length: 8 }, () => normals(random, 50))
      return ({ numbers, codes }, noise) =>
        effects.reduce((sum, effect, i) => sum + at(effect, codes[i]), at(numbers)) + 0.7 * noise.normal()
    },
    finish: half,
  },
  {
    name: "values_50",
    rows: 1000,
    type: "number",
    numbers: 3,
    categories: [50],
    rule: (random) => {
      const effects = normals(random, 50)
      return ({ numbers, codes }, noise) => at(effects, codes[0]) + 0.7 * at(numbers) + 0.5 * noise.normal()
    },
  },
  {
    name: "values_1000",
    rows: 8000,
    type: "number",
    numbers: 3,
    categories: [1000, 6],
    rule: (random) => {
      const effects = normals(random, 1000)
      const small = normals(random, 6)
      return ({ numbers, codes }, noise) =>
        at(effects, codes[0]) + 0.5 * at(small, codes[1]) * at(numbers) + 0.5 * noise.normal()
    },
  },
]

const sizes = [3, 5, 10, 20, 60, 200] as const

export const large: readonly Recipe[] = [
  {
    name: "skewed_target",
    rows: 4000,
    type: "number",
    numbers: 8,
    categories: [6, 6],
    rule: (random) => {
      const [first, second] = [normals(random, 6), normals(random, 6)]
      return ({ numbers: [a = 0, b = 0, c = 0, d = 0], codes }, noise) => {
        const groups = 0.5 * (at(first, codes[0]) + at(second, codes[1]))
        return exp(7.5 + 0.7 * a + (c > 0 ? 0.5 * b : 0) + 0.4 * abs(d) + groups + 0.4 * noise.normal())
      }
    },
  },
  {
    name: "positives_2_percent",
    rows: 20_000,
    type: "binary",
    numbers: 10,
    categories: [8, 8],
    rule: (random) => {
      const effects = normals(random, 8)
      return ({ numbers: [a = 0, b = 0, c = 0, d = 0], codes }, noise) =>
        a + b * c + at(effects, codes[0]) - 0.8 * d * d + noise.normal()
    },
    finish: largest(0.02),
  },
  {
    name: "rows_50000",
    rows: 50_000,
    type: "binary",
    numbers: 10,
    categories: sizes,
    rule: (random) => {
      const effects = sizes.map((size) => normals(random, size).map((value) => value / 2))
      return ({ numbers, codes }, noise) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = numbers
        const groups = effects.reduce((sum, effect, i) => sum + at(effect, codes[i]), 0)
        const interactions =
          0.6 * a * b + sin(2 * c) + (d > 0.5 ? 0.5 * e : 0) + 0.8 * at(effects[2] ?? [], codes[2]) * g
        return groups + interactions + 0.3 * f + noise.normal()
      }
    },
    finish: largest(0.4),
    // What is missing says something: large values of x1 and x2 are left out more often than others.
    write: ({ numbers }, random) =>
      numbers.map((value, i) => {
        const missing = i === 1 || i === 2 ? (value > 0.8 ? 0.6 : 0.02) : 0.05
        return random.uniform() < missing ? null : i === 5 ? exp(value) : value
      }),
  },
]
