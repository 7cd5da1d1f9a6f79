// The columns of a table: each with its type, what is missing, and a small drawing of its values; one of them in full.
import { useState } from "react"
import { columnHistogram, topValues } from "@fidelio/core/charts"
import type { ColumnProfile } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Badge } from "../../components/badge.tsx"
import { Button } from "../../components/button.tsx"
import { Card, Facts, Table } from "../../components/card.tsx"
import { Dialog } from "../../components/dialog.tsx"
import { formatCount, formatNumber } from "../../format.ts"
import { Sparkbars } from "./sparkbars.tsx"

export function ColumnProfiles({ profile }: { readonly profile: readonly ColumnProfile[] }) {
  const [shown, setShown] = useState<ColumnProfile>()
  return (
    <Card isPadded={false}>
      <Table
        label="Columns"
        head={
          <>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Values</th>
            <th scope="col" className="number">
              Missing
            </th>
            <th scope="col" className="number">
              Distinct
            </th>
            <th scope="col" className="number">
              Smallest
            </th>
            <th scope="col" className="number">
              Mean
            </th>
            <th scope="col" className="number">
              Largest
            </th>
            <th scope="col">Examples</th>
          </>
        }
      >
        {profile.map((column) => (
          <ColumnRow key={column.name} column={column} onShow={() => setShown(column)} />
        ))}
      </Table>
      {shown !== undefined && <ColumnDialog column={shown} onClose={() => setShown(undefined)} />}
    </Card>
  )
}

interface ColumnRowProps {
  readonly column: ColumnProfile
  readonly onShow: () => void
}

const ColumnRow = ({ column, onShow }: ColumnRowProps) => (
  <tr>
    <th scope="row" className="wide">
      <button type="button" className="link" onClick={onShow} aria-haspopup="dialog">
        {column.name}
      </button>
      {column.excluded !== undefined && <div className="quiet small">{column.excluded}</div>}
    </th>
    <td className="tight">
      <Badge>{column.type}</Badge>
    </td>
    <td className="tight">
      <Sparkbars column={column} />
    </td>
    <td className="number">{shareMissing(column)}</td>
    <td className="number">{formatCount(column.distinct)}</td>
    <td className="number">{formatNumber(column.min)}</td>
    <td className="number">{formatNumber(column.mean)}</td>
    <td className="number">{formatNumber(column.max)}</td>
    <td>
      <span className="clip quiet">{column.examples.join(", ")}</span>
    </td>
  </tr>
)

const shareMissing = ({ missing, rows }: ColumnProfile): string =>
  missing === 0 || rows === 0 ? "none" : `${((100 * missing) / rows).toFixed(1)} %`

interface ColumnDialogProps {
  readonly column: ColumnProfile
  readonly onClose: () => void
}

function ColumnDialog({ column, onClose }: ColumnDialogProps) {
  const { name, sql_type, rows, histogram, top, quantiles, standard_deviation } = column
  const [p5, p25, median, p75, p95] = quantiles ?? []
  return (
    <Dialog title={name} onClose={onClose}>
      {histogram !== null && <ChartFigure chart={columnHistogram({ column: name, ...histogram })} isUntitled />}
      {histogram === null && top !== null && <ChartFigure chart={topValues({ column: name, rows, top })} isUntitled />}
      <Facts
        facts={[
          { name: "Read as", value: <code>{sql_type}</code> },
          { name: "Rows", value: formatCount(rows) },
          { name: "Missing", value: shareMissing(column) },
          { name: "Distinct", value: formatCount(column.distinct) },
          { name: "Deviation", value: standard_deviation === null ? undefined : formatNumber(standard_deviation) },
          { name: "5 % to 95 %", value: p5 === undefined ? undefined : `${formatNumber(p5)} to ${formatNumber(p95)}` },
          {
            name: "Middle half",
            value: p25 === undefined ? undefined : `${formatNumber(p25)} to ${formatNumber(p75)}`,
          },
          { name: "Median", value: median === undefined ? undefined : formatNumber(median) },
        ]}
      />
      <div className="row row-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}
