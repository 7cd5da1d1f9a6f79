// The learning curves of a version: a chart a metric, a line a split; they grow while it is trained.
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { learningCurves } from "@fidelio/core/charts"
import type { Evaluation, Version } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { evaluationsQuery, isUnderWay } from "../../queries.ts"
import { axesOf, mainAxis, unitOf, type Axis } from "../course.ts"
import { bestPlace, curvesOf, metricsOf } from "./curves.ts"

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
          <Curves evaluations={items} version={version} />
        )
      }
    </QueryView>
  )
}

interface CurvesProps {
  readonly evaluations: readonly Evaluation[]
  readonly version: Version
}

const scopes = [
  { value: "main", label: "Main" },
  { value: "all", label: "All metrics" },
] as const

function Curves({ evaluations, version }: CurvesProps) {
  const { model_type, objective } = version
  const [axis, setAxis] = useState<Axis>(mainAxis(model_type))
  const [scope, setScope] = useState<"main" | "all">("main")
  const metrics = metricsOf(evaluations, objective)
  const main = metrics.filter((one) => one.isMain)
  const shown = scope === "all" || main.length === 0 ? metrics : main
  return (
    <div className="stack">
      <div className="row">
        <Segments label="Metrics shown" value={scope} choices={scopes} onChange={setScope} />
        <Segments label="Horizontal axis" value={axis} choices={axesOf(model_type)} onChange={setAxis} />
      </div>
      <div className="grid-2">
        {shown.map(({ feature, metric }) => (
          <MetricCurves
            key={`${feature} ${metric}`}
            evaluations={evaluations}
            version={version}
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

function MetricCurves({ evaluations, version, feature, metric, axis }: MetricCurvesProps) {
  const { model_type, objective } = version
  const chart = useMemo(
    () =>
      learningCurves({
        feature,
        metric,
        unit: unitOf(model_type, axis),
        direction: objective?.feature === feature && objective.metric === metric ? objective.direction : undefined,
        curves: curvesOf(evaluations, { feature, metric }, axis),
        best: bestPlace(evaluations, objective, axis),
      }),
    [evaluations, model_type, objective, feature, metric, axis],
  )
  return (
    <Card title={chart.title}>
      <ChartFigure chart={chart} isUntitled />
    </Card>
  )
}
