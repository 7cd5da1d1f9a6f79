// All model repositories of the organisation: found by words and tags, newest work first.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { useDeferredValue, useState, type ReactNode } from "react"
import { useSearchParams } from "wouter"
import { Button } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { BareSelect, SearchField } from "../../components/field.tsx"
import { Page } from "../../components/page.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty } from "../../components/states.tsx"
import { repositoriesQuery } from "../../queries.ts"
import { NewRepositoryDialog } from "./new-repository-dialog.tsx"
import { RepositoriesTable } from "./repositories-table.tsx"

const orders = [
  { value: "updated", label: "Last changed" },
  { value: "name", label: "Name" },
] as const

interface Filter {
  readonly search: string
  readonly tag: string | undefined
  readonly sort: "updated" | "name"
}

/** The filter stands in the address, so that it can be sent to somebody. */
function useFilter(): readonly [Filter, (name: keyof Filter, value: string | undefined) => void] {
  const [words, setWords] = useSearchParams()
  const set = (name: keyof Filter, value: string | undefined) =>
    setWords(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === undefined || value === "") after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const sort = words.get("sort") === "name" ? "name" : "updated"
  return [{ search: words.get("search") ?? "", tag: words.get("tag") ?? undefined, sort }, set]
}

export function RepositoriesPage() {
  const [filter, set] = useFilter()
  const [isAsking, setAsking] = useState(false)
  const mayEdit = useMay("editor")
  const { tag, sort } = filter
  const search = useDeferredValue(filter.search).trim()
  const query = useInfiniteQuery({
    ...repositoriesQuery({ search: search === "" ? undefined : search, tag, sort }),
    placeholderData: keepPreviousData,
  })
  const newButton = mayEdit && (
    <Button kind="primary" icon="plus" onClick={() => setAsking(true)}>
      New repository
    </Button>
  )
  return (
    <Page
      title="Models"
      actions={newButton}
      lead="One repository a use case: every version of its model, who trained it, and how well it does."
    >
      <div className="stack">
        <div className="row">
          <SearchField label="Search models" value={filter.search} onChange={(value) => set("search", value)} />
          {tag !== undefined && (
            <Button icon="close" onClick={() => set("tag", undefined)} aria-label={`Remove the filter for tag ${tag}`}>
              {tag}
            </Button>
          )}
          <BareSelect
            label="Order"
            value={sort}
            choices={orders}
            onChange={(event) => set("sort", event.target.value)}
          />
        </div>
        <Card isPadded={false}>
          <PagedView query={query} empty={<NoRepositories filter={filter} action={newButton} />}>
            {(repositories) => <RepositoriesTable repositories={repositories} onTag={(value) => set("tag", value)} />}
          </PagedView>
        </Card>
      </div>
      {isAsking && <NewRepositoryDialog onClose={() => setAsking(false)} />}
    </Page>
  )
}

interface NoRepositoriesProps {
  readonly filter: Filter
  readonly action: ReactNode
}

const NoRepositories = ({ filter: { search, tag }, action }: NoRepositoriesProps) =>
  search === "" && tag === undefined ? (
    <Empty icon="model" title="No models yet" action={action}>
      Make a repository for your first use case, then train its first version from a dataset.
    </Empty>
  ) : (
    <Empty icon="search" title="No model fits">
      Names, descriptions and tags were searched.
    </Empty>
  )
