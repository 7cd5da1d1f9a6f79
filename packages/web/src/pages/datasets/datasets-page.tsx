// All datasets of the organisation, and where new ones are uploaded.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { useDeferredValue, useState } from "react"
import { Link, useLocation } from "wouter"
import type { Dataset } from "@fidelio/client"
import { Button } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { SearchField } from "../../components/field.tsx"
import { Page } from "../../components/page.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { formatBytes, formatCount } from "../../format.ts"
import { datasetLink } from "../../links.ts"
import { datasetsQuery } from "../../queries.ts"
import { AddDataDialog } from "./add-data-dialog.tsx"

export function DatasetsPage() {
  const [words, setWords] = useState("")
  const [isAdding, setAdding] = useState(false)
  const [, navigate] = useLocation()
  const mayEdit = useMay("editor")
  const search = useDeferredValue(words).trim()
  const query = useInfiniteQuery({
    ...datasetsQuery(search === "" ? undefined : search),
    placeholderData: keepPreviousData,
  })
  const addButton = mayEdit && (
    <Button kind="primary" icon="upload" onClick={() => setAdding(true)}>
      Add data
    </Button>
  )
  return (
    <Page
      title="Datasets"
      actions={addButton}
      lead="Tables that models learn from. A new upload is a new revision; versions keep the one that they were trained on."
    >
      <div className="stack">
        <SearchField label="Search datasets" value={words} onChange={setWords} />
        <Card isPadded={false}>
          <PagedView
            query={query}
            empty={
              search === "" ? (
                <Empty icon="data" title="No datasets yet" action={addButton}>
                  Upload a CSV, Parquet, JSON or Arrow file, or let the hub read one from an address.
                </Empty>
              ) : (
                <Empty icon="search" title="No dataset fits" />
              )
            }
          >
            {(datasets: readonly Dataset[]) => <DatasetsTable datasets={datasets} />}
          </PagedView>
        </Card>
      </div>
      {isAdding && (
        <AddDataDialog
          onClose={() => setAdding(false)}
          onAdded={({ dataset, revision }) => navigate(datasetLink(dataset, revision))}
        />
      )}
    </Page>
  )
}

const DatasetsTable = ({ datasets }: { readonly datasets: readonly Dataset[] }) => (
  <Table
    label="Datasets"
    head={
      <>
        <th scope="col">Dataset</th>
        <th scope="col" className="number">
          Revision
        </th>
        <th scope="col" className="number">
          Rows
        </th>
        <th scope="col" className="number">
          Columns
        </th>
        <th scope="col" className="number">
          Size
        </th>
        <th scope="col">By</th>
        <th scope="col">Changed</th>
      </>
    }
  >
    {datasets.map(({ name, description, latest, created_by, updated }) => (
      <tr key={name}>
        <th scope="row" className="wide">
          <Link href={datasetLink(name)}>{name}</Link>
          {description !== "" && <span className="quiet small clip">{description}</span>}
        </th>
        <td className="number">{latest === null ? "–" : `@${latest.revision}`}</td>
        <td className="number">{latest === null ? "–" : formatCount(latest.rows)}</td>
        <td className="number">{latest === null ? "–" : formatCount(latest.columns)}</td>
        <td className="number">{latest === null ? "–" : formatBytes(latest.bytes)}</td>
        <td className="tight">
          <Person user={latest?.created_by ?? created_by} />
        </td>
        <td className="tight quiet">
          <Ago time={updated} />
        </td>
      </tr>
    ))}
  </Table>
)
