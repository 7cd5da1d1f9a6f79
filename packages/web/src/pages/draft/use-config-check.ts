// What the hub says of a config, asked a moment after each change.
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import type { ConfigProblem } from "@fidelio/client"
import { hub } from "../../api.ts"

export interface ConfigCheck {
  readonly problems: readonly ConfigProblem[]
  /** Not yet known of this very text. */
  readonly isChecking: boolean
  readonly error: unknown
}

const quietFor = 350
const none: readonly ConfigProblem[] = []

export function useConfigCheck(config: string, dataset: string | null): ConfigCheck {
  const settled = useSettled(config)
  const query = useQuery({
    queryKey: ["config check", settled, dataset],
    queryFn: ({ signal }) =>
      hub.checkConfig({ body: { config: settled, ...(dataset !== null && { dataset }) } }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  return {
    problems: query.data?.problems ?? none,
    isChecking: settled !== config || query.isFetching,
    error: query.error,
  }
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), quietFor)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
