// A dataset: its revisions, the profile of every column, the first rows, and what was trained on it.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation, useParams, useSearchParams } from "wouter"
import type { Dataset, Revision, RevisionSummary } from "@fidelio/client"
import { isMissing } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { BareSelect, Segments } from "../../components/field.tsx"
import { Icon } from "../../components/icon.tsx"
import { Page } from "../../components/page.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty } from "../../components/states.tsx"
import { formatMoment } from "../../format.ts"
import { datasetLink } from "../../links.ts"
import { datasetQuery, revisionQuery, revisionsQuery } from "../../queries.ts"
import { MissingPage } from "../missing-page.tsx"
import { AddDataDialog } from "./add-data-dialog.tsx"
import { ColumnProfiles } from "./column-profiles.tsx"
import { DatasetActions } from "./dataset-actions.tsx"
import { PreviewTable } from "./preview-table.tsx"
import { RevisionFacts } from "./revision-facts.tsx"

export function DatasetPage() {
  const { dataset: name } = useParams<{ dataset: string }>()
  const query = useQuery(datasetQuery(name))
  if (isMissing(query.error)) return <MissingPage />
  return <QueryView query={query}>{(dataset) => <DatasetView key={name} dataset={dataset} />}</QueryView>
}

function DatasetView({ dataset }: { readonly dataset: Dataset }) {
  const { name, description, latest } = dataset
  const [words] = useSearchParams()
  const [, navigate] = useLocation()
  const [isAdding, setAdding] = useState(false)
  const mayEdit = useMay("editor")
  const revision = Number(words.get("revision") ?? latest?.revision ?? 0)
  const addButton = mayEdit && (
    <Button kind="primary" icon="upload" onClick={() => setAdding(true)}>
      New revision
    </Button>
  )
  return (
    <Page
      title={name}
      crumbs={[{ label: "Datasets", href: "/datasets" }]}
      actions={
        <>
          {latest !== null && <RevisionSelect dataset={name} revision={revision} latest={latest} />}
          {latest !== null && <DownloadLink dataset={name} revision={revision} />}
          {addButton}
          {mayEdit && <DatasetActions dataset={dataset} />}
        </>
      }
      lead={description}
    >
      {latest === null ? (
        <Card>
          <Empty icon="data" title="No rows yet" action={addButton}>
            Upload the first revision of this dataset.
          </Empty>
        </Card>
      ) : (
        <RevisionView dataset={name} revision={revision} />
      )}
      {isAdding && (
        <AddDataDialog
          dataset={name}
          onClose={() => setAdding(false)}
          onAdded={(added) => {
            setAdding(false)
            navigate(datasetLink(name, added.revision))
          }}
        />
      )}
    </Page>
  )
}

interface RevisionSelectProps {
  readonly dataset: string
  readonly revision: number
  readonly latest: RevisionSummary
}

function RevisionSelect({ dataset, revision, latest }: RevisionSelectProps) {
  const [, navigate] = useLocation()
  const { data } = useInfiniteQuery(revisionsQuery(dataset))
  const revisions = data?.pages.flatMap(({ items }) => items) ?? [latest]
  return (
    <BareSelect
      label="Revision"
      value={String(revision)}
      choices={revisions.map((one) => ({
        value: String(one.revision),
        label: `Revision ${one.revision} · ${formatMoment(one.created)}`,
      }))}
      onChange={(event) => navigate(datasetLink(dataset, Number(event.target.value)))}
    />
  )
}

interface RevisionPlace {
  readonly dataset: string
  readonly revision: number
}

const DownloadLink = ({ dataset, revision }: RevisionPlace) => (
  <a
    className="button"
    data-icon="only"
    aria-label={`Download revision ${revision}`}
    title="Download"
    href={`/api/v1/datasets/${encodeURIComponent(dataset)}/revisions/${revision}/file`}
    download
  >
    <Icon name="download" />
  </a>
)

function RevisionView({ dataset, revision }: RevisionPlace) {
  const query = useQuery(revisionQuery(dataset, revision))
  if (isMissing(query.error))
    return (
      <Card>
        <Empty icon="data" title={`There is no revision ${revision}`} />
      </Card>
    )
  return (
    <QueryView query={query}>
      {(found) => (
        <div className="stack">
          <RevisionFacts revision={found} />
          <RevisionParts key={found.revision} revision={found} />
        </div>
      )}
    </QueryView>
  )
}

const parts = [
  { value: "columns", label: "Columns" },
  { value: "rows", label: "First rows" },
] as const

function RevisionParts({ revision }: { readonly revision: Revision }) {
  const [part, setPart] = useState<"columns" | "rows">("columns")
  return (
    <>
      <div>
        <Segments label="Part" value={part} choices={parts} onChange={setPart} />
      </div>
      {part === "columns" ? <ColumnProfiles profile={revision.profile} /> : <PreviewTable preview={revision.preview} />}
    </>
  )
}
