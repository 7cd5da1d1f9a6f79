// How the predictions of several versions compare over all thresholds: curves over one another.
import { useQueries } from "@tanstack/react-query"
import type { VersionSummary } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card } from "../../components/card.tsx"
import { Notice } from "../../components/states.tsx"
import { refOf } from "../../links.ts"
import { statisticsQuery } from "../../queries.ts"
import { sharedCurves } from "./shared-curves.ts"

export function ComparedStatistics({ versions }: { readonly versions: readonly VersionSummary[] }) {
  const ready = versions.filter(({ status }) => status === "ready")
  const queries = useQueries({
    queries: ready.map(({ repository, number }) => statisticsQuery({ repository, version: String(number) })),
  })
  const missing = ready.filter((_, i) => queries[i]?.isError === true).map(refOf)
  const known = ready.flatMap((version, i) => {
    const found = queries[i]?.data
    return found === undefined ? [] : [{ name: refOf(version), ...found }]
  })
  const charts = sharedCurves(known)
  const splits = new Set(known.map(({ split }) => split))
  return (
    <>
      {missing.length > 0 && (
        <Notice tone="warn">
          <p>The statistics of {missing.join(", ")} could not be read.</p>
        </Notice>
      )}
      {charts.length > 0 && (
        <>
          <p className="quiet">
            Curves of the predictions,{" "}
            {splits.size === 1
              ? `of the ${[...splits].join()} split.`
              : `${known.map(({ name, split }) => `${name} of the ${split} split`).join(", ")}.`}
          </p>
          <div className="grid-2">
            {charts.map((chart) => (
              <Card key={chart.title} title={chart.title}>
                <ChartFigure chart={chart} isUntitled />
              </Card>
            ))}
          </div>
        </>
      )}
    </>
  )
}
