// Metrics of two versions, with which way is better known.
import { useState } from "react"
import type { Diff, MetricChange } from "@fidelio/client"
import { Badge, type Tone } from "../../components/badge.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { Empty } from "../../components/states.tsx"
import { formatNumber, spaced } from "../../format.ts"
import { withoutLoneCombined } from "../lone-combined.ts"

const verdicts: Readonly<Record<MetricChange["verdict"], Tone>> = {
  better: "good",
  worse: "bad",
  same: "plain",
  unknown: "plain",
}

const splits = [
  { value: "test", label: "Test" },
  { value: "validation", label: "Validation" },
  { value: "training", label: "Training" },
  { value: "all", label: "All" },
] as const

type Scope = (typeof splits)[number]["value"]

export function MetricChanges({ diff }: { readonly diff: Diff }) {
  const metrics = withoutLoneCombined(diff.metrics)
  const present = splits.filter(({ value }) => value === "all" || metrics.some(({ split }) => split === value))
  const [scope, setScope] = useState<Scope>(present[0]?.value ?? "all")
  const shown = metrics.filter(({ split }) => scope === "all" || split === scope)
  if (metrics.length === 0)
    return (
      <Card>
        <Empty icon="compare" title="No metrics to set against one another" />
      </Card>
    )
  return (
    <Card
      title="Metrics"
      actions={<Segments label="Split" value={scope} choices={present} onChange={setScope} />}
      isPadded={false}
    >
      <MetricTable metrics={shown} />
    </Card>
  )
}

export const MetricTable = ({ metrics }: { readonly metrics: readonly MetricChange[] }) => (
  <Table
    label="Metrics"
    head={
      <>
        <th scope="col">Output</th>
        <th scope="col">Metric</th>
        <th scope="col" className="roomy">
          Split
        </th>
        <th scope="col" className="number">
          Before
        </th>
        <th scope="col" className="number">
          After
        </th>
        <th scope="col" className="number">
          Difference
        </th>
        <th scope="col">Verdict</th>
      </>
    }
  >
    {metrics.map(({ split, feature, metric, before, after, difference, verdict }) => (
      <tr key={`${split} ${feature} ${metric}`}>
        <td>{feature}</td>
        <th scope="row">{spaced(metric)}</th>
        <td className="quiet roomy">{split}</td>
        <td className="number">{formatNumber(before)}</td>
        <td className="number">{formatNumber(after)}</td>
        <td className="number">{signed(difference)}</td>
        <td className="tight">
          <Badge tone={verdicts[verdict]}>{verdict}</Badge>
        </td>
      </tr>
    ))}
  </Table>
)

const signed = (difference: number | null): string =>
  difference === null
    ? "–"
    : `${difference > 0 ? "+" : difference < 0 ? "−" : "±"}${formatNumber(Math.abs(difference))}`
