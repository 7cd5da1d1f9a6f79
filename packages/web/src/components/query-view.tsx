// The answer to a question to the hub: what is there, or that it is coming, or what went wrong.
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { Page } from "@fidelio/client"
import { Button } from "./button.tsx"
import { Failure, Loading } from "./states.tsx"

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>
  readonly loading?: ReactNode
  readonly children: (data: T) => ReactNode
}

export function QueryView<T>({ query, loading, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return loading ?? <Loading />
}

interface PagedViewProps<T> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  /** Shown where the list is empty. */
  readonly empty: ReactNode
  readonly loading?: ReactNode
  readonly children: (items: readonly T[]) => ReactNode
}

/** A list, and a button for the rest of it. */
export function PagedView<T>({ query, empty, loading, children }: PagedViewProps<T>) {
  if (query.data === undefined)
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      (loading ?? <Loading />)
    )
  const items = query.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return empty
  return (
    <>
      {children(items)}
      {query.hasNextPage && (
        <div className="row card-body">
          <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}
