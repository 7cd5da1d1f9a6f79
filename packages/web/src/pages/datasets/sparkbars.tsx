// A drawing of a column's values small enough for a row of a table.
import type { ColumnProfile } from "@fidelio/client"

const width = 92
const height = 26

/** Its figures are in the columns beside it and in the column's dialog. */
export function Sparkbars({ column: { histogram, top, rows, missing } }: { readonly column: ColumnProfile }) {
  const counts = histogram?.counts ?? top?.slice(0, 8).map(({ count }) => count) ?? []
  const most = Math.max(...counts, 1)
  const step = Math.min(width / Math.max(counts.length, 1), 16)
  // bars of values stand for shares of the rows; a histogram's fill its height
  const scale = histogram === null ? Math.max(most, (rows - missing) / 2) : most
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="spark" aria-hidden="true">
      {counts.map((count, i) => {
        const bar = count === 0 ? 0 : Math.max(1.5, (count / scale) * (height - 2))
        return <rect key={i} x={i * step} y={height - bar} width={Math.max(1, step - 1)} height={bar} />
      })}
    </svg>
  )
}
