// A missing value → the nearest one before it (`forward`) or after it (`backward`) in the order of the rows, or else on the other side.
import { sql, type Sql } from "../sql.ts"
import type { Transform } from "./transform.ts"

export interface FillNeighbourStep {
  readonly type: "fill_neighbour"
  readonly direction: "forward" | "backward"
}

const before = (value: Sql, order: Sql): Sql =>
  sql`last_value(${value} ignore nulls) over (order by ${order} rows between unbounded preceding and current row)`
const after = (value: Sql, order: Sql): Sql =>
  sql`first_value(${value} ignore nulls) over (order by ${order} rows between current row and unbounded following)`

export const fillNeighbour: Transform<FillNeighbourStep> = {
  type: "fill_neighbour",
  toSql({ direction }, { expression, kind }, { rowOrder }) {
    const sides = [before(expression, rowOrder), after(expression, rowOrder)] as const
    const [first, second] = direction === "forward" ? sides : [sides[1], sides[0]]
    return { expression: sql`coalesce(${expression}, ${first}, ${second})`, kind }
  },
  // A graph sees examples one by one: the constant that follows in every list of steps fills the gap there.
  toGraph: (_, value) => value,
}
