// One metric of several versions: bars, learning curves over one another, and its course over version numbers.
import { useMemo, useState } from "react"
import { learningCurves, metricOverVersions, versionBars, type Chart, type Curve } from "@fidelio/core/charts"
import type { Comparison, VersionSummary } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card } from "../../components/card.tsx"
import { BareSelect } from "../../components/field.tsx"
import { spaced } from "../../format.ts"
import { refOf } from "../../links.ts"
import { mainAxis, sharedUnit } from "../course.ts"
import { withoutLoneCombined } from "../lone-combined.ts"

type Row = Comparison["rows"][number]

interface ComparisonProps {
  readonly comparison: Comparison
}

const keyOf = ({ split, feature, metric }: Row): string => JSON.stringify([split, feature, metric])

export function ComparedCharts({ comparison }: ComparisonProps) {
  const { versions } = comparison
  const rows = withoutLoneCombined(comparison.rows)
  const objective = versions.find((version) => version.objective !== null)?.objective
  const first =
    rows.find(
      (row) => row.feature === objective?.feature && row.metric === objective.metric && row.split === objective.split,
    ) ?? rows[0]
  const [chosen, setChosen] = useState<string>()
  const row = rows.find((one) => keyOf(one) === chosen) ?? first
  const charts = useMemo(() => (row === undefined ? [] : chartsOf(comparison, row)), [comparison, row])
  if (row === undefined) return null
  return (
    <>
      <div className="row">
        <span className="strong">Charts of</span>
        <BareSelect
          label="Metric of the charts"
          value={keyOf(row)}
          choices={rows.map((one) => ({
            value: keyOf(one),
            label: `${spaced(one.metric)} of ${one.feature}, ${one.split}`,
          }))}
          onChange={(event) => setChosen(event.target.value)}
        />
      </div>
      <div className="grid-2">
        {charts.map(({ title, chart }) => (
          <Card key={title} title={title}>
            <ChartFigure chart={chart} isUntitled />
          </Card>
        ))}
      </div>
    </>
  )
}

interface TitledChart {
  readonly title: string
  readonly chart: Chart
}

function chartsOf(comparison: Comparison, row: Row): readonly TitledChart[] {
  const { split, feature, metric, values } = row
  const direction = row.direction ?? "minimize"
  const known = comparison.versions.flatMap((version, i) => {
    const value = values[i]
    return typeof value === "number" ? [{ version, value }] : []
  })
  const evaluated = evaluatedIn(comparison, row)
  const isOneModel = new Set(known.map(({ version }) => version.repository)).size === 1 && known.length > 2
  const bars = versionBars({
    metric,
    feature,
    split,
    direction,
    bars: known.map(({ version, value }) => ({ name: refOf(version), value })),
  })
  const charts: TitledChart[] = [{ title: "Side by side", chart: bars }]
  if (evaluated.length > 0)
    charts.push({
      title: `Learning curves, ${split}`,
      chart: learningCurves({
        feature,
        metric,
        direction: row.direction ?? undefined,
        unit: sharedUnit(evaluated.map(({ version }) => version.model_type)),
        curves: evaluated.map(({ curve }) => curve),
      }),
    })
  if (isOneModel)
    charts.push({
      title: "Over versions",
      chart: metricOverVersions({
        metric,
        feature,
        direction,
        versions: known.map(({ version: { number, author, description }, value }) => ({
          number,
          value,
          author: author.name,
          description,
        })),
      }),
    })
  return charts
}

interface Evaluated {
  readonly version: VersionSummary
  readonly curve: Curve
}

/** A line a version that was evaluated while it was trained. */
const evaluatedIn = ({ versions, evaluations }: Comparison, { split, feature, metric }: Row): readonly Evaluated[] =>
  versions
    .map((version, i) => ({
      version,
      curve: {
        name: refOf(version),
        points: (evaluations[i] ?? []).map((one) => ({
          x: one[mainAxis(version.model_type)],
          value: one.metrics[split]?.[feature]?.[metric] ?? null,
        })),
      },
    }))
    .filter(({ curve }) => curve.points.some(({ value }) => value !== null))
