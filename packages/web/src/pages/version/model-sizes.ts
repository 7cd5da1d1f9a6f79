// How large a model is, in what it has: parameters, or trees and their leaves.
import type { Version } from "@fidelio/client"

type Parts = NonNullable<Version["model"]>
type Part = Parts["layers"][number]

export interface ModelSize {
  readonly name: string
  readonly total: number
  /** Of a part; undefined where it has none of them. */
  readonly of: (part: Part) => number | undefined
}

/** What it has none of is left out. */
export function sizesOf(model: Parts | null): readonly ModelSize[] {
  if (model === null) return []
  const sum = (count: (part: Part) => number | undefined): number =>
    model.layers.reduce((total, part) => total + (count(part) ?? 0), 0)
  const trees = ({ trees: count }: Part) => count
  const leaves = ({ leaves: count }: Part) => count
  return [
    { name: "Parameters", total: model.parameters, of: ({ parameters }: Part) => parameters },
    { name: "Trees", total: sum(trees), of: trees },
    { name: "Leaves", total: sum(leaves), of: leaves },
  ].filter(({ total }) => total > 0)
}
