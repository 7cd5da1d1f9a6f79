// A chart with its name, and its figures as a table for whoever cannot see it. Vega is loaded with the first one.
import { lazy, Suspense, useState } from "react"
import type { Chart } from "@fidelio/core/charts"
import { FaultBoundary } from "../components/fault-boundary.tsx"
import { formatNumber } from "../format.ts"

const ChartDrawing = lazy(async () => ({ default: (await import("./chart-drawing.tsx")).ChartDrawing }))

interface ChartFigureProps {
  readonly chart: Chart
  /** Where the part around it says it already. */
  readonly isUntitled?: boolean
}

export function ChartFigure({ chart, isUntitled = false }: ChartFigureProps) {
  const height = typeof chart.spec["height"] === "number" ? chart.spec["height"] + 60 : 240
  return (
    <figure className="chart" aria-label={chart.title}>
      {!isUntitled && <h3>{chart.title}</h3>}
      <FaultBoundary place={chart.title}>
        <Suspense fallback={<div className="skeleton" style={{ height }} />}>
          <ChartDrawing chart={chart} />
        </Suspense>
      </FaultBoundary>
      <FiguresAsTable chart={chart} />
    </figure>
  )
}

const mostRows = 500

function FiguresAsTable({ chart: { title, table } }: { readonly chart: Chart }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Figures as a table</summary>
      {isOpen && (
        <div className="scroll" tabIndex={0} role="region" aria-label={`Figures: ${title}`}>
          <table className="table">
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.slice(0, mostRows).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{typeof cell === "string" ? cell : formatNumber(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
