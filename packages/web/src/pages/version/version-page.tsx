// A version: how it came to be, how well it does, what it left; live while it is trained.
import { useQuery } from "@tanstack/react-query"
import { lazy } from "react"
import { useParams } from "wouter"
import { HubError, type Version } from "@fidelio/client"
import { isMissing } from "../../api.ts"
import { AliasBadges, Badge, StatusBadge } from "../../components/badge.tsx"
import { Page } from "../../components/page.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Failure } from "../../components/states.tsx"
import { Tabs } from "../../components/tabs.tsx"
import { refOf, repositoryLink, versionLink } from "../../links.ts"
import { isUnderWay, versionQuery } from "../../queries.ts"
import { MissingPage } from "../missing-page.tsx"
import { ArtifactsTab } from "./artifacts-tab.tsx"
import { CurvesTab } from "./curves-tab.tsx"
import { DataTab } from "./data-tab.tsx"
import { LogTab } from "./log-tab.tsx"
import { OverviewTab } from "./overview-tab.tsx"
import { ProgressNotice } from "./progress-notice.tsx"
import { StageTimeline } from "./stage-timeline.tsx"
import { StatisticsTab } from "./statistics-tab.tsx"
import { TryTab } from "./try-tab.tsx"
import { useTraining } from "./use-training.ts"
import { VersionActions } from "./version-actions.tsx"
import { VersionFacts } from "./version-facts.tsx"

const ConfigTab = lazy(async () => ({ default: (await import("./config-tab.tsx")).ConfigTab }))

const views = [
  { key: "overview", label: "Overview", View: OverviewTab },
  { key: "curves", label: "Learning curves", View: CurvesTab },
  { key: "statistics", label: "Statistics", View: StatisticsTab },
  { key: "try", label: "Try", View: TryTab },
  { key: "config", label: "Config", View: ConfigTab },
  { key: "data", label: "Data", View: DataTab },
  { key: "log", label: "Log", View: LogTab },
  { key: "artifacts", label: "Artifacts", View: ArtifactsTab },
] as const

export function VersionPage() {
  const {
    repository,
    version: key,
    tab = "overview",
  } = useParams<{ repository: string; version: string; tab?: string | undefined }>()
  const query = useQuery(versionQuery({ repository, version: key }))
  if (isMissing(query.error)) return <MissingPage />
  return (
    <QueryView query={query}>
      {(version) => <VersionView key={version.id} version={version} asked={key} tab={tab} />}
    </QueryView>
  )
}

interface VersionViewProps {
  readonly version: Version
  /** The number or the alias that stands in the address. */
  readonly asked: string
  readonly tab: string
}

function VersionView({ version, asked, tab }: VersionViewProps) {
  const { repository, number, status, aliases, error, origin } = version
  const progress = useTraining({ repository, version: asked }, isUnderWay(status))
  const view = views.find(({ key }) => key === tab)
  if (view === undefined) return <MissingPage />
  return (
    <Page
      title={refOf(version)}
      crumbs={[
        { label: "Models", href: "/" },
        { label: repository, href: repositoryLink(repository) },
      ]}
      marks={
        <>
          <StatusBadge status={status} />
          <AliasBadges aliases={aliases} />
          {origin !== "trained" && <Badge>{origin}</Badge>}
        </>
      }
      actions={<VersionActions version={version} />}
      lead={version.description}
    >
      <div className="stack">
        <StageTimeline version={version} />
        {error !== null && <Failure error={new HubError(error)} />}
        <ProgressNotice version={version} progress={progress} />
        <VersionFacts version={version} />
        <div>
          <Tabs
            label={`Parts of version ${number}`}
            current={tab}
            tabs={views.map(({ key, label }) => ({
              key,
              label,
              href: versionLink(version, key === "overview" ? "" : key),
            }))}
          />
          <view.View version={version} />
        </div>
      </div>
    </Page>
  )
}
