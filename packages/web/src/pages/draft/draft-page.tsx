// A draft: a form and the config's text side by side, two views of one text; training it makes the next version.
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useParams } from "wouter"
import type { Draft } from "@fidelio/client"
import { isMissing } from "../../api.ts"
import { Badge } from "../../components/badge.tsx"
import { ButtonLink } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { Page } from "../../components/page.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { ConfigEditor } from "../../editor/config-editor.tsx"
import { refOf, repositoryLink, versionLink } from "../../links.ts"
import { configSchemaQuery, draftQuery, revisionQuery } from "../../queries.ts"
import { MissingPage } from "../missing-page.tsx"
import { DraftActions } from "./draft-actions.tsx"
import { DraftDetails } from "./draft-details.tsx"
import { FeatureForm } from "./feature-form.tsx"
import { ProblemList } from "./problem-list.tsx"
import { useConfigCheck, type ConfigCheck } from "./use-config-check.ts"
import { useDraftText, type DraftValues } from "./use-draft-text.ts"

export function DraftPage() {
  const { repository, id } = useParams<{ repository: string; id: string }>()
  const query = useQuery({ ...draftQuery(repository, id), refetchOnWindowFocus: false, staleTime: Infinity })
  if (isMissing(query.error)) return <MissingPage />
  return <QueryView query={query}>{(draft) => <DraftView key={draft.id} draft={draft} />}</QueryView>
}

const parts = [
  { value: "form", label: "Form" },
  { value: "text", label: "Config" },
] as const

type Part = (typeof parts)[number]["value"]

function DraftView({ draft }: { readonly draft: Draft }) {
  const { repository, parent } = draft
  const mayEdit = useMay("editor")
  const state = useDraftText(draft)
  const { values, set } = state
  const check = useConfigCheck(values.config, values.dataset)
  return (
    <Page
      title="Draft"
      crumbs={[
        { label: "Models", href: "/" },
        { label: repository, href: repositoryLink(repository) },
        { label: "Drafts", href: repositoryLink(repository, "drafts") },
      ]}
      marks={<Badge>{saidOf(state.saving)}</Badge>}
      actions={
        <>
          {parent !== null && (
            <ButtonLink icon="lineage" href={versionLink(parent)}>
              Edited from {refOf(parent)}
            </ButtonLink>
          )}
          {mayEdit && <DraftActions draft={draft} state={state} problems={check.problems} />}
        </>
      }
    >
      <div className="stack">
        <DraftDetails values={values} onChange={set} isReadOnly={!mayEdit} />
        <DraftParts draft={values} isReadOnly={!mayEdit} check={check} onChange={(config) => set({ config })} />
      </div>
    </Page>
  )
}

interface DraftPartsProps {
  readonly draft: DraftValues
  readonly isReadOnly: boolean
  readonly check: ConfigCheck
  readonly onChange: (config: string) => void
}

function DraftParts({ draft: { config, dataset }, isReadOnly, check, onChange }: DraftPartsProps) {
  const [part, setPart] = useState<Part>("form") // where there is no room for both
  const schema = useQuery(configSchemaQuery)
  const revision = useRevision(dataset)
  return (
    <>
      <div className="only-narrow">
        <Segments label="View" value={part} choices={parts} onChange={setPart} />
      </div>
      <div className="draft" data-part={part}>
        <Card title="Features" isPadded={false}>
          <FeatureForm text={config} revision={revision.data} isReadOnly={isReadOnly} onChange={onChange} />
        </Card>
        <section className="card" aria-label="Config">
          <ProblemList check={check} />
          <ConfigEditor
            label="Config, YAML"
            text={config}
            problems={check.problems}
            schema={schema.data}
            columns={revision.data?.profile.map(({ name }) => name) ?? []}
            isReadOnly={isReadOnly}
            onChange={onChange}
          />
        </section>
      </div>
    </>
  )
}

/** `titanic@2` */
function useRevision(dataset: string | null) {
  const [name = "", revision = "1"] = dataset?.split("@") ?? []
  return useQuery({ ...revisionQuery(name, Number(revision)), enabled: name !== "" })
}

const saidOf = (saving: ReturnType<typeof useDraftText>["saving"]): string =>
  ({ saved: "saved", waiting: "changed", saving: "saving", failed: "not saved" })[saving]
