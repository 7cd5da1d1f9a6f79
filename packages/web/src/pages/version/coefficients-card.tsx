// The coefficients of a linear model: intervals around zero to look at, and a table to read.
import { useMemo } from "react"
import { coefficientIntervals } from "@fidelio/core/charts"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card, Table } from "../../components/card.tsx"
import { formatNumber } from "../../format.ts"
import type { Coefficient, ScoreCoefficients } from "./coefficients.ts"

interface CoefficientsProps {
  readonly found: ScoreCoefficients
}

export function CoefficientsCards({ found }: CoefficientsProps) {
  const { output, class: ofClass, score, intercept, coefficients } = found
  const name = ofClass === "" ? output : `${output}, ${ofClass}`
  const told = coefficients.filter(({ note }) => note !== "absent") // no row has these levels
  const estimated = useMemo(() => coefficients.filter(({ note }) => note === ""), [coefficients])
  const chart = useMemo(() => coefficientIntervals({ score: name, coefficients: estimated }), [name, estimated])
  return (
    <>
      <Card title={chart.title}>
        <p className="quiet">
          They add up to the {score}.
          {intercept !== undefined && intercept.note !== "" && ` ${sentence(intercept.note)}`}
        </p>
        {estimated.length > 0 && <ChartFigure chart={chart} isUntitled />}
      </Card>
      <Card title={`Estimates of ${name}`} isPadded={false}>
        <CoefficientTable label={`Estimates of ${name}`} rows={intercept ? [intercept, ...told] : told} />
      </Card>
    </>
  )
}

const sentence = (text: string): string =>
  `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}${text.endsWith(".") ? "" : "."}`

interface CoefficientTableProps {
  readonly label: string
  readonly rows: readonly Coefficient[]
}

function CoefficientTable({ label, rows }: CoefficientTableProps) {
  const hasIntervals = rows.some(({ lower }) => lower !== null)
  return (
    <Table
      label={label}
      head={
        <>
          <th scope="col">Of</th>
          <th scope="col" className="number">
            Coefficient
          </th>
          {hasIntervals && (
            <>
              <th scope="col" className="number">
                Interval
              </th>
              <th scope="col" className="number">
                p
              </th>
            </>
          )}
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.name}>
          <th scope="row">
            {row.name}{" "}
            {row.name !== "(intercept)" && row.note !== "" && <span className="quiet small">{row.note}</span>}
          </th>
          <td className="number">{formatNumber(row.value)}</td>
          {hasIntervals && (
            <>
              <td className="number tight">{intervalOf(row)}</td>
              <td className="number">
                {row.pValue !== null && row.pValue < 0.0001 ? "< 0.0001" : formatNumber(row.pValue)}
              </td>
            </>
          )}
        </tr>
      ))}
    </Table>
  )
}

const intervalOf = ({ lower, upper }: Coefficient): string =>
  lower === null || upper === null ? "–" : `${formatNumber(lower)} to ${formatNumber(upper)}`
