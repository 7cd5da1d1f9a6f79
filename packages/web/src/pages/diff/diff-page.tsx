// All in which two versions differ that can explain a difference in how well they do.
import { useQuery } from "@tanstack/react-query"
import { lazy, type ComponentType } from "react"
import { Link, useSearchParams } from "wouter"
import type { Diff, VersionSummary } from "@fidelio/client"
import { isMissing } from "../../api.ts"
import { AliasBadges, StatusBadge } from "../../components/badge.tsx"
import { ButtonLink } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { ObjectiveValue } from "../../components/objective-value.tsx"
import { Page } from "../../components/page.tsx"
import { Person } from "../../components/person.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty, Notice } from "../../components/states.tsx"
import { Tabs } from "../../components/tabs.tsx"
import { Ago } from "../../components/time.tsx"
import { compareLink, diffLink, refOf, repositoryLink, versionLink } from "../../links.ts"
import { diffQuery, isUnderWay } from "../../queries.ts"
import { withoutLoneCombined } from "../lone-combined.ts"
import { DataChanges } from "./data-changes.tsx"
import { DifferencesView } from "./differences-view.tsx"
import { MetricChanges } from "./metric-changes.tsx"
import { VersionPicker } from "./version-picker.tsx"

const SideBySide = lazy(async () => ({ default: (await import("./side-by-side.tsx")).SideBySide }))

interface View {
  readonly key: string
  readonly label: string
  readonly View: ComponentType<{ readonly diff: Diff }>
  readonly count?: (diff: Diff) => number
}

const views: readonly View[] = [
  { key: "differences", label: "Differences", View: DifferencesView },
  {
    key: "metrics",
    label: "Metrics",
    View: MetricChanges,
    count: ({ metrics }) =>
      withoutLoneCombined(metrics).filter(({ verdict }) => verdict === "better" || verdict === "worse").length,
  },
  { key: "text", label: "Config side by side", View: SideBySide },
  {
    key: "data",
    label: "Data",
    View: DataChanges,
    count: ({ data }) => data.changes.length + data.columns.filter(({ kind }) => kind !== "same").length,
  },
]

export function DiffPage() {
  const [words] = useSearchParams()
  const from = words.get("from") ?? ""
  const to = words.get("to") ?? ""
  const query = useQuery({ ...diffQuery(from, to), enabled: from !== "" && to !== "" })
  return (
    <Page
      title="Difference"
      crumbs={[{ label: "Models", href: "/" }, ...crumbsOf(query.data?.to)]}
      actions={query.data && <DiffActions diff={query.data} />}
    >
      <div className="stack">
        <VersionPicker key={`${from} ${to}`} from={from} to={to} />
        {from === "" || to === "" ? (
          <Card>
            <Empty icon="diff" title="Choose two versions" />
          </Card>
        ) : isMissing(query.error) ? (
          <Card>
            <Empty icon="search" title="One of the versions is not there">
              {query.error?.message}
            </Empty>
          </Card>
        ) : (
          <QueryView query={query}>
            {(diff) => <DiffView diff={diff} tab={words.get("view") ?? "differences"} />}
          </QueryView>
        )}
      </div>
    </Page>
  )
}

const crumbsOf = (version: VersionSummary | undefined) =>
  version === undefined ? [] : [{ label: version.repository, href: repositoryLink(version.repository) }]

const DiffActions = ({ diff: { from, to } }: { readonly diff: Diff }) => (
  <>
    <ButtonLink icon="compare" href={compareLink([from, to])}>
      Compare curves
    </ButtonLink>
    <ButtonLink href={diffLink(to, from)}>Swap</ButtonLink>
  </>
)

interface DiffViewProps {
  readonly diff: Diff
  readonly tab: string
}

function DiffView({ diff, tab }: DiffViewProps) {
  const { from, to } = diff
  const view = views.find(({ key }) => key === tab) ?? views[0]!
  return (
    <>
      <div className="grid-2">
        <VersionCard label="Before" version={from} />
        <VersionCard label="After" version={to} />
      </div>
      {[from, to].some(({ status }) => isUnderWay(status)) && (
        <Notice tone="busy" icon="clock">
          <p>One of them is still trained: its metrics are not complete.</p>
        </Notice>
      )}
      <div>
        <Tabs
          label="Parts of the difference"
          current={view.key}
          tabs={views.map(({ key, label, count }) => ({
            key,
            label,
            count: count?.(diff),
            href: `${diffLink(from, to)}${key === "differences" ? "" : `&view=${key}`}`,
          }))}
        />
        <view.View diff={diff} />
      </div>
    </>
  )
}

const VersionCard = ({ label, version }: { readonly label: string; readonly version: VersionSummary }) => (
  <Card
    title={
      <span className="row">
        <span className="quiet">{label}</span> <Link href={versionLink(version)}>{refOf(version)}</Link>
      </span>
    }
    actions={
      <>
        <AliasBadges aliases={version.aliases} />
        <StatusBadge status={version.status} />
      </>
    }
  >
    {version.description !== "" && <p>{version.description}</p>}
    <div className="row row-apart">
      <ObjectiveValue objective={version.objective} />
      <span className="row quiet small">
        <Person user={version.author} /> <Ago time={version.created} />
      </span>
    </div>
  </Card>
)
