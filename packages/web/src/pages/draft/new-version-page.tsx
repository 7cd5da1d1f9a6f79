// The beginning of a version: from a dataset and what is to be predicted, or from a version that there is.
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Redirect, useLocation, useParams } from "wouter"
import type { Dataset, Repository } from "@fidelio/client"
import { hub, isMissing, newKey } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { SelectField } from "../../components/field.tsx"
import { Page } from "../../components/page.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty, Failure, Loading } from "../../components/states.tsx"
import { draftLink, repositoryLink } from "../../links.ts"
import { datasetsQuery, repositoryQuery } from "../../queries.ts"
import { AddDataDialog } from "../datasets/add-data-dialog.tsx"
import { MissingPage } from "../missing-page.tsx"
import { InferForm } from "./infer-form.tsx"

export function NewVersionPage() {
  const { repository: name } = useParams<{ repository: string }>()
  const query = useQuery(repositoryQuery(name))
  const mayEdit = useMay("editor")
  if (isMissing(query.error)) return <MissingPage />
  if (!mayEdit) return <Redirect to={repositoryLink(name)} replace />
  return (
    <Page
      title="New version"
      crumbs={[
        { label: "Models", href: "/" },
        { label: name, href: repositoryLink(name) },
      ]}
      lead="Choose what to learn from and what to predict. The config that follows from the data can be edited before it is trained."
    >
      <QueryView query={query}>
        {(repository) => (
          <div className="grid-2">
            <FromData repository={repository} />
            {repository.latest !== null && <FromVersion repository={repository} />}
          </div>
        )}
      </QueryView>
    </Page>
  )
}

interface FromProps {
  readonly repository: Repository
}

function FromData({ repository }: FromProps) {
  const query = useInfiniteQuery(datasetsQuery())
  const [chosen, setChosen] = useState<string>()
  const [isAdding, setAdding] = useState(false)
  const datasets = query.data?.pages.flatMap(({ items }) => items).filter(({ latest }) => latest !== null) ?? []
  const isComing = chosen !== undefined && query.isFetching && !datasets.some(({ name }) => name === chosen)
  const known = isComing ? [] : [chosen, repository.datasets[0], datasets[0]?.name]
  const dataset = known.map((name) => datasets.find((one) => one.name === name)).find((one) => one !== undefined)
  const addButton = (
    <Button icon="upload" onClick={() => setAdding(true)}>
      Add data
    </Button>
  )
  return (
    <Card title="From data">
      {(query.isPending || isComing) && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && !isComing && dataset === undefined && (
        <Empty icon="data" title="No data yet" action={addButton}>
          Upload a table whose rows the model is to learn from.
        </Empty>
      )}
      {dataset !== undefined && (
        <div className="stack">
          <div className="row row-bottom">
            <div className="grow">
              <SelectField
                label="Dataset"
                value={dataset.name}
                choices={datasets.map(choiceOf)}
                onChange={(event) => setChosen(event.target.value)}
              />
            </div>
            {addButton}
          </div>
          {dataset.latest !== null && (
            <InferForm
              key={`${dataset.name}@${dataset.latest.revision}`}
              repository={repository}
              revision={dataset.latest}
            />
          )}
        </div>
      )}
      {isAdding && (
        <AddDataDialog
          onClose={() => setAdding(false)}
          onAdded={(added) => {
            setAdding(false)
            setChosen(added.dataset)
          }}
        />
      )}
    </Card>
  )
}

const choiceOf = ({ name, latest }: Dataset) => ({
  value: name,
  label: `${name}@${latest?.revision ?? 1} · ${latest?.rows ?? 0} rows`,
})

function FromVersion({ repository: { name, latest } }: FromProps) {
  const [, navigate] = useLocation()
  const [number, setNumber] = useState(String(latest?.number ?? 1))
  const begin = useMutation({
    mutationFn: () =>
      hub.createDraft({ params: { repository: name }, body: { parent: number } }, { idempotencyKey: newKey() }),
    onSuccess: ({ id }) => navigate(draftLink(name, id)),
  })
  const numbers = Array.from({ length: latest?.number ?? 0 }, (_, i) => String((latest?.number ?? 0) - i))
  return (
    <Card title="From a version">
      <p className="quiet">Its config and data are where the new version begins; the lineage remembers it.</p>
      <SelectField
        label="Version"
        value={number}
        choices={numbers.map((value) => ({ value, label: `#${value}` }))}
        onChange={(event) => setNumber(event.target.value)}
      />
      {begin.isError && <Failure error={begin.error} />}
      <div>
        <Button icon="edit" isBusy={begin.isPending} onClick={() => begin.mutate()}>
          Edit #{number}
        </Button>
      </div>
    </Card>
  )
}
