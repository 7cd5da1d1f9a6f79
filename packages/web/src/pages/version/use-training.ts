// Follows a training: what the hub sends is put where the parts of the page look for it.
import { useQueryClient, type QueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import type { Progress, VersionEvent } from "@fidelio/client"
import { hub } from "../../api.ts"
import { evaluationsQuery, logQuery, versionQuery } from "../../queries.ts"
import { withEvaluation, withLine } from "./training-events.ts"

interface VersionParams {
  readonly repository: string
  readonly version: string
}

const retryAfter = 2000

/** The progress of a training under way, as it is sent. */
export function useTraining({ repository, version }: VersionParams, isUnderWay: boolean): Progress | undefined {
  const client = useQueryClient()
  const [progress, setProgress] = useState<Progress>()
  useEffect(() => {
    if (!isUnderWay) return setProgress(undefined)
    const stopped = new AbortController()
    const params = { repository, version }
    const follow = async () => {
      while (!stopped.signal.aborted) {
        try {
          for await (const event of await hub.followVersion({ params }, { signal: stopped.signal }))
            receive(client, params, event, setProgress)
          await client.invalidateQueries({ queryKey: versionQuery(params).queryKey })
          return // it has ended: the rest comes with what is asked again
        } catch {
          await pause(retryAfter, stopped.signal) // the hub was stopped, or the network: it goes on from the start
        }
      }
    }
    void follow()
    return () => stopped.abort()
  }, [client, repository, version, isUnderWay])
  return progress
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })

function receive(
  client: QueryClient,
  params: VersionParams,
  event: VersionEvent,
  onProgress: (progress: Progress) => void,
): void {
  switch (event.type) {
    case "progress":
      return onProgress(event.progress)
    case "status": {
      const { queryKey } = versionQuery(params)
      const before = client.getQueryData(queryKey)
      client.setQueryData(queryKey, (known) => known && { ...known, ...event.version })
      if (before?.status !== event.version.status) void client.invalidateQueries({ queryKey, exact: true })
      return
    }
    case "evaluation":
      client.setQueryData(evaluationsQuery(params).queryKey, (known) => ({
        items: withEvaluation(known?.items ?? [], event.evaluation),
      }))
      return
    case "log":
      client.setQueryData(logQuery(params).queryKey, (known) => known && withLine(known, event.line))
      return
  }
}
