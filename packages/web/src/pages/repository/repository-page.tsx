// A repository: its versions, how they came from one another, their metrics, aliases, drafts and settings.
import { useQuery } from "@tanstack/react-query"
import { lazy } from "react"
import { useParams } from "wouter"
import type { Repository } from "@fidelio/client"
import { isMissing } from "../../api.ts"
import { Badge } from "../../components/badge.tsx"
import { ButtonLink } from "../../components/button.tsx"
import { Page } from "../../components/page.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Tabs } from "../../components/tabs.tsx"
import { newVersionLink, refOf, repositoryLink, versionLink } from "../../links.ts"
import { repositoryQuery } from "../../queries.ts"
import { MissingPage } from "../missing-page.tsx"
import { AliasesTab } from "./aliases-tab.tsx"
import { DraftsTab } from "./drafts-tab.tsx"
import { MetricsTab } from "./metrics-tab.tsx"
import { RepositorySettingsTab } from "./repository-settings-tab.tsx"
import { VersionsTab } from "./versions-tab.tsx"

const LineageTab = lazy(async () => ({ default: (await import("./lineage-tab.tsx")).LineageTab }))

const views = [
  { key: "versions", label: "Versions", View: VersionsTab },
  { key: "lineage", label: "Lineage", View: LineageTab },
  { key: "metrics", label: "Metrics", View: MetricsTab },
  { key: "aliases", label: "Aliases", View: AliasesTab },
  { key: "drafts", label: "Drafts", View: DraftsTab },
  { key: "settings", label: "Settings", View: RepositorySettingsTab },
] as const

export function RepositoryPage() {
  const { repository: name, tab = "versions" } = useParams<{ repository: string; tab?: string | undefined }>()
  const query = useQuery(repositoryQuery(name))
  if (isMissing(query.error)) return <MissingPage />
  return (
    <QueryView query={query}>
      {(repository) => <RepositoryView key={name} repository={repository} tab={tab} />}
    </QueryView>
  )
}

interface RepositoryViewProps {
  readonly repository: Repository
  readonly tab: string
}

function RepositoryView({ repository, tab }: RepositoryViewProps) {
  const mayEdit = useMay("editor")
  const { name, description, tags, forked_from, versions, aliases } = repository
  const view = views.find(({ key }) => key === tab)
  if (view === undefined) return <MissingPage />
  const counts: Readonly<Record<string, number>> = { versions, aliases: Object.keys(aliases).length }
  return (
    <Page
      title={name}
      crumbs={[{ label: "Models", href: "/" }]}
      marks={tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      actions={
        mayEdit && (
          <ButtonLink kind="primary" icon="play" href={newVersionLink(name)}>
            New version
          </ButtonLink>
        )
      }
      lead={
        <>
          {description}
          {forked_from !== null && (
            <p className="small row">
              Forked from
              <ButtonLink size="small" icon="fork" href={versionLink(forked_from)}>
                {refOf(forked_from)}
              </ButtonLink>
            </p>
          )}
        </>
      }
    >
      <Tabs
        label={`Parts of ${name}`}
        current={tab}
        tabs={views.map(({ key, label }) => ({
          key,
          label,
          href: repositoryLink(name, key === "versions" ? "" : key),
          count: counts[key],
        }))}
      />
      <view.View repository={repository} />
    </Page>
  )
}
