// The learning curves of a version: a chart a metric, a line a split; they grow while it is trained.
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { learningCurves } from "@fidelio/core/charts"
import type { Evaluation, Objective, Version } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { evaluationsQuery, isUnderWay } from "../../queries.ts"
import { axes, bestPlace, curvesOf, metricsOf, type Axis } from "./curves.ts"

export function CurvesTab({ version }: { readonly version: Version }) {
  const { repository, number, status } = version
  const query = useQuery(evaluationsQuery({ repository, version: String(number) }))
  return (
    <QueryView query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Card>
            <Empty icon="compare" title={isUnderWay(status) ? "No evaluations yet" : "No learning curves"}>
              {isUnderWay(status)
                ? "Lines begin here with the first evaluation and grow by themselves."
                : "Nothing was evaluated while this version was trained."}
            </Empty>
          </Card>
        ) : (
          <Curves evaluations={items} objective={version.objective} />
        )
      }
    </QueryView>
  )
}

interface CurvesProps {
  readonly evaluations: readonly Evaluation[]
  readonly objective: Objective | null
}

const scopes = [
  { value: "main", label: "Main" },
  { value: "all", label: "All metrics" },
] as const

function Curves({ evaluations, objective }: CurvesProps) {
  const [axis, setAxis] = useState<Axis>("epoch")
  const [scope, setScope] = useState<"main" | "all">("main")
  const metrics = metricsOf(evaluations, objective)
  const main = metrics.filter((one) => one.isMain)
  const shown = scope === "all" || main.length === 0 ? metrics : main
  return (
    <div className="stack">
      <div className="row">
        <Segments label="Metrics shown" value={scope} choices={scopes} onChange={setScope} />
        <Segments label="Horizontal axis" value={axis} choices={axes} onChange={setAxis} />
      </div>
      <div className="grid-2">
        {shown.map(({ feature, metric }) => (
          <MetricCurves
            key={`${feature} ${metric}`}
            evaluations={evaluations}
            objective={objective}
            feature={feature}
            metric={metric}
            axis={axis}
          />
        ))}
      </div>
    </div>
  )
}

interface MetricCurvesProps extends CurvesProps {
  readonly feature: string
  readonly metric: string
  readonly axis: Axis
}

function MetricCurves({ evaluations, objective, feature, metric, axis }: MetricCurvesProps) {
  const chart = useMemo(
    () =>
      learningCurves({
        feature,
        metric,
        unit: axis,
        direction: objective?.feature === feature && objective.metric === metric ? objective.direction : undefined,
        curves: curvesOf(evaluations, { feature, metric }, axis),
        best: bestPlace(evaluations, objective, axis),
      }),
    [evaluations, objective, feature, metric, axis],
  )
  return (
    <Card title={chart.title}>
      <ChartFigure chart={chart} isUntitled />
    </Card>
  )
}
