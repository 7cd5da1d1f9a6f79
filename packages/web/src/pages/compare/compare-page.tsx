// Several versions side by side: metrics with the best marked, one metric as bars, curves over one another.
import { useQuery } from "@tanstack/react-query"
import { Link, useLocation, useSearchParams } from "wouter"
import type { Comparison, VersionSummary } from "@fidelio/client"
import { StatusBadge } from "../../components/badge.tsx"
import { Button, ButtonLink } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Page } from "../../components/page.tsx"
import { Person } from "../../components/person.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { compareLink, diffLink, refOf, versionLink } from "../../links.ts"
import { comparisonQuery } from "../../queries.ts"
import { AddVersion } from "./add-version.tsx"
import { ComparedCharts } from "./compared-charts.tsx"
import { ComparedStatistics } from "./compared-statistics.tsx"
import { ComparedMetrics } from "./compared-metrics.tsx"

export function ComparePage() {
  const [words] = useSearchParams()
  const versions = words.get("versions") ?? ""
  const query = useQuery({
    ...comparisonQuery(versions),
    enabled: versions !== "",
    placeholderData: (before) => before,
  })
  return (
    <Page title="Compare" crumbs={[{ label: "Models", href: "/" }]}>
      <div className="stack">
        <AddVersion versions={versions} />
        {versions === "" ? (
          <Card>
            <Empty icon="compare" title="No versions chosen">
              Choose some in the versions of a model, or add them here.
            </Empty>
          </Card>
        ) : (
          <QueryView query={query}>{(comparison) => <ComparisonView comparison={comparison} />}</QueryView>
        )}
      </div>
    </Page>
  )
}

const ComparisonView = ({ comparison }: { readonly comparison: Comparison }) => (
  <>
    <Card title="Versions" isPadded={false}>
      <VersionList versions={comparison.versions} />
    </Card>
    <ComparedMetrics comparison={comparison} />
    <ComparedCharts comparison={comparison} />
    <ComparedStatistics versions={comparison.versions} />
  </>
)

function VersionList({ versions }: { readonly versions: readonly VersionSummary[] }) {
  return (
    <Table
      label="Versions compared"
      head={
        <>
          <th scope="col">Version</th>
          <th scope="col">Status</th>
          <th scope="col">Type</th>
          <th scope="col">Data</th>
          <th scope="col">Author</th>
          <th scope="col">Created</th>
          <th scope="col">
            <span className="hidden">Actions</span>
          </th>
        </>
      }
    >
      {versions.map((version) => (
        <tr key={version.id}>
          <th scope="row" className="wide">
            <Link href={versionLink(version)}>{refOf(version)}</Link>
            {version.description !== "" && <span className="quiet small clip">{version.description}</span>}
          </th>
          <td>
            <StatusBadge status={version.status} />
          </td>
          <td className="mono">{version.model_type}</td>
          <td className="tight">
            {version.dataset === null ? "–" : `${version.dataset.name}@${version.dataset.revision}`}
          </td>
          <td className="tight">
            <Person user={version.author} />
          </td>
          <td className="tight quiet">
            <Ago time={version.created} />
          </td>
          <td className="tight">
            <VersionButtons version={version} versions={versions} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

interface VersionButtonsProps {
  readonly version: VersionSummary
  readonly versions: readonly VersionSummary[]
}

function VersionButtons({ version, versions }: VersionButtonsProps) {
  const [, navigate] = useLocation()
  const [first] = versions
  return (
    <span className="row row-end nowrap">
      {first !== undefined && version !== first && (
        <ButtonLink size="small" icon="diff" href={diffLink(first, version)}>
          Diff with {refOf(first)}
        </ButtonLink>
      )}
      {versions.length > 1 && (
        <Button
          size="small"
          kind="quiet"
          icon="close"
          aria-label={`Leave out ${refOf(version)}`}
          onClick={() => navigate(compareLink(versions.filter((one) => one !== version)))}
        />
      )}
    </span>
  )
}
