// Encoded values in the units and texts of the data, as people know them.
import type { FittedFeature, Step, TreeNames } from "@fidelio/core"

/** An encoded number as it was before these steps; where a step keeps no trace of it, as it is after that step. */
export const inOwnUnits = (steps: readonly Step[], value: number): number => steps.reduceRight(before, value)

function before(value: number, step: Step): number {
  switch (step.type) {
    case "affine":
      return value * step.divide + step.subtract
    case "log1p":
      return step.back === true ? Math.log1p(value) : Math.expm1(value)
    case "soft_clip":
      return value / Math.sqrt(1 - (value / step.limit) ** 2)
    case "interpolate":
      return interpolated(step.to, step.from, value)
    default:
      return value
  }
}

/** The value at `x` of the line through the points; both lists ascend. */
function interpolated(from: readonly number[], to: readonly number[], x: number): number {
  const next = from.findIndex((knot) => x <= knot)
  if (next === 0) return to[0]!
  if (next < 0) return to.at(-1)!
  const share = (x - from[next - 1]!) / (from[next]! - from[next - 1]!)
  return to[next - 1]! + share * (to[next]! - to[next - 1]!)
}

/** The text of each id or truth value; none where the column holds numbers. */
export function textsOf({ steps }: Pick<FittedFeature, "steps">): readonly string[] {
  const last = steps.findLast(({ type }) => type === "lookup" || type === "is_missing")
  if (last?.type === "lookup") return last.vocabulary
  return last === undefined ? [] : ["no", "yes"]
}

/** What nodes of trees call an input and its values. */
export function columnNames(feature: FittedFeature): TreeNames["columns"][number] {
  const { name, dtype, steps } = feature
  const texts = textsOf(feature)
  if (dtype === "int32") return { name, levels: texts }
  const [no, yes] = texts
  if (no !== undefined && yes !== undefined) return { name, labels: [no, yes] }
  return { name, number: (threshold) => shownNumber(inOwnUnits(steps, threshold)) }
}

/** As few digits as tell numbers apart. */
export const shownNumber = (value: number): string => String(Number(value.toPrecision(5)))
