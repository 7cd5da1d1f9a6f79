// The objective over the numbers of a repository's versions.
import { useQuery } from "@tanstack/react-query"
import { metricOverVersions } from "@fidelio/core/charts"
import type { Repository, VersionSummary } from "@fidelio/client"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card } from "../../components/card.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { allVersionsQuery } from "../../queries.ts"

export function MetricsTab({ repository: { name } }: { readonly repository: Repository }) {
  const query = useQuery(allVersionsQuery(name))
  return (
    <QueryView query={query}>
      {({ items }) => {
        const groups = byObjective(items)
        if (groups.length === 0)
          return (
            <Card>
              <Empty icon="compare" title="No metrics yet">
                Each version that becomes ready adds a point here.
              </Empty>
            </Card>
          )
        return (
          <div className="stack">
            {groups.map((versions) => (
              <ObjectiveChart key={keyOf(versions[0])} versions={versions} />
            ))}
          </div>
        )
      }}
    </QueryView>
  )
}

const keyOf = (version: VersionSummary | undefined): string =>
  version?.objective ? [version.objective.feature, version.objective.metric, version.objective.split].join(" ") : ""

/** Versions whose objectives can be compared, each group one metric of one output; the largest group first. */
function byObjective(versions: readonly VersionSummary[]): readonly (readonly VersionSummary[])[] {
  const known = versions.filter(({ objective }) => typeof objective?.value === "number")
  return Object.values(Object.groupBy(known, keyOf))
    .filter((group) => group !== undefined)
    .toSorted((a, b) => b.length - a.length)
}

function ObjectiveChart({ versions }: { readonly versions: readonly VersionSummary[] }) {
  const objective = versions[0]?.objective
  if (!objective) return null
  const chart = metricOverVersions({
    metric: objective.metric,
    feature: objective.feature,
    direction: objective.direction,
    versions: versions.map(({ number, author, description, objective: own }) => ({
      number,
      author: author.name,
      description,
      value: own?.value ?? 0, // only versions that have one are here
    })),
  })
  return (
    <Card title={`${chart.title} (${objective.split} split)`}>
      <ChartFigure chart={chart} isUntitled />
    </Card>
  )
}
