// Metrics of several versions, a version a column, the best of each row marked.
import { useState } from "react"
import { Link } from "wouter"
import type { Comparison } from "@fidelio/client"
import { Card, Table } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { Icon } from "../../components/icon.tsx"
import { Empty } from "../../components/states.tsx"
import { formatNumber, spaced } from "../../format.ts"
import { refOf, versionLink } from "../../links.ts"
import { withoutLoneCombined } from "../lone-combined.ts"

const splits = [
  { value: "test", label: "Test" },
  { value: "validation", label: "Validation" },
  { value: "training", label: "Training" },
] as const

type Split = (typeof splits)[number]["value"]

export function ComparedMetrics({ comparison }: { readonly comparison: Comparison }) {
  const { versions } = comparison
  const rows = withoutLoneCombined(comparison.rows)
  const present = splits.filter(({ value }) => rows.some(({ split }) => split === value))
  const [chosen, setSplit] = useState<Split>()
  const split = chosen ?? present[0]?.value
  const shown = rows.filter((row) => row.split === split)
  const outputs = new Set(rows.map(({ feature }) => feature)).size
  return (
    <Card
      title="Metrics"
      actions={split !== undefined && <Segments label="Split" value={split} choices={present} onChange={setSplit} />}
      isPadded={false}
    >
      {shown.length === 0 ? (
        <Empty icon="compare" title="No metrics yet" />
      ) : (
        <Table
          label={`Metrics, ${split ?? ""}`}
          head={
            <>
              <th scope="col" className={outputs === 1 ? "roomy" : ""}>
                Output
              </th>
              <th scope="col">Metric</th>
              {versions.map((version) => (
                <th key={version.id} scope="col" className="number">
                  <Link href={versionLink(version)}>{refOf(version)}</Link>
                </th>
              ))}
            </>
          }
        >
          {shown.map(({ feature, metric, values, best, direction }) => (
            <tr key={`${feature} ${metric}`}>
              <td className={outputs === 1 ? "roomy" : ""}>{feature}</td>
              <th scope="row" title={direction === null ? undefined : `${direction}d`}>
                {spaced(metric)}
                {direction !== null && <span className="quiet small">{direction === "maximize" ? " ↑" : " ↓"}</span>}
              </th>
              {values.map((value, i) => (
                <ValueCell key={versions[i]?.id ?? i} value={value} isBest={versions.length > 1 && best.includes(i)} />
              ))}
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

const ValueCell = ({ value, isBest }: { readonly value: number | null; readonly isBest: boolean }) => (
  <td className={isBest ? "number best" : "number"}>
    {isBest && (
      <>
        <Icon name="check" size={12} />
        <span className="hidden">best: </span>{" "}
      </>
    )}
    {formatNumber(value)}
  </td>
)
