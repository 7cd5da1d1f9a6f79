// What generated tables are drawn with.
import { randomKey, randomStream, type RandomStream } from "@fidelio/core"
import type { QualityTable, TargetType } from "./table.ts"

/** A row of normal numbers, and categories of these sizes. */
export interface Draw {
  readonly numbers: readonly number[]
  readonly codes: readonly number[]
}

export interface Recipe {
  readonly name: string
  readonly rows: number
  readonly type: TargetType
  /** How many number columns. */
  readonly numbers: number
  /** How many values each category column has. */
  readonly categories?: readonly number[]
  /** Numbers uniform in [−1, 1] instead of normal. */
  readonly uniform?: boolean
  /** Draws the table's constants; the function that it returns makes a row's target. */
  rule(random: RandomStream): (draw: Draw, random: RandomStream) => number
  /** The target as it is written down, from the targets of all rows; as it is where undefined. */
  finish?(targets: readonly number[]): readonly (number | string)[]
  /** What is written of a row in place of its numbers (units, outliers, missing values). */
  write?(draw: Draw, random: RandomStream): readonly (number | null)[]
}

/** The same table on every machine: all draws come from the name. */
export function generate(recipe: Recipe): QualityTable {
  const { name, rows, type, numbers, categories = [] } = recipe
  const random = randomStream(randomKey(1, "quality", name))
  const target = recipe.rule(random)
  const draws = Array.from({ length: rows }, (): Draw => ({
    numbers: Array.from({ length: numbers }, () =>
      recipe.uniform === true ? random.uniform() * 2 - 1 : random.normal(),
    ),
    codes: categories.map((size) => random.below(size)),
  }))
  const targets = draws.map((draw) => target(draw, random))
  const written = draws.map((draw) => recipe.write?.(draw, random) ?? draw.numbers)
  return {
    name,
    target: "y",
    type,
    columns: {
      ...Object.fromEntries(Array.from({ length: numbers }, (_, i) => [`x${i}`, written.map((row) => row[i] ?? null)])),
      ...Object.fromEntries(categories.map((_, i) => [`c${i}`, draws.map(({ codes }) => `v${codes[i]}`)])),
      y: recipe.finish?.(targets) ?? targets,
    },
  }
}

export const normals = (random: RandomStream, count: number): readonly number[] =>
  Array.from({ length: count }, () => random.normal())

/** "yes" for the largest of this share, else "no". */
export const largest =
  (share: number) =>
  (targets: readonly number[]): readonly string[] => {
    const bound = targets.toSorted((a, b) => b - a)[Math.round(share * targets.length)] ?? 0
    return targets.map((value) => (value > bound ? "yes" : "no"))
  }
