// Piecewise linear: from[i] ↦ to[i], straight lines between, constant outside. from is increasing.
import { add, maximum, minimum, mul, reduceSum, sub, unsqueeze } from "../ops/index.ts"
import { joinSql, sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface InterpolateStep {
  readonly type: "interpolate"
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** y = to[0] + Σ slopeᵢ · clamp(x − fromᵢ, 0, widthᵢ): no search, so SQL and graph compute the same. */
function ramps({ from, to }: InterpolateStep): { starts: number[]; widths: number[]; slopes: number[] } {
  const starts = from.slice(0, -1)
  const widths = starts.map((start, i) => from[i + 1]! - start)
  return { starts, widths, slopes: widths.map((width, i) => (to[i + 1]! - to[i]!) / width) }
}

export const interpolate: Transform<InterpolateStep> = {
  type: "interpolate",
  toSql(step, { expression, kind }) {
    const { starts, widths, slopes } = ramps(step)
    const terms = starts.map((start, i) => sql`least(greatest(x - ${start}, 0), ${widths[i]!}) * ${slopes[i]!}`)
    const y = sql`${step.to[0]!} + ${joinSql(terms, " + ")}`
    return {
      expression: sql`list_transform([${expression}], lambda x: case when isnan(x) then x when x is not null then ${y} end)[1]`,
      kind,
    }
  },
  toGraph(step, value) {
    const { starts, widths, slopes } = ramps(step)
    const { graph } = value
    const ramp = minimum(
      maximum(sub(unsqueeze(value, [-1]), graph.constant(starts)), 0), // [..., pieces]
      graph.constant(widths),
    )
    return add(reduceSum(mul(ramp, graph.constant(slopes)), { axes: [-1] }), step.to[0]!)
  },
  inverse: ({ from, to }) => ({ type: "interpolate", from: to, to: from }),
}
