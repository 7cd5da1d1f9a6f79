// The text of a draft while it is edited: kept at the hub a moment after each change.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useRef, useState } from "react"
import type { Draft } from "@fidelio/client"
import { hub } from "../../api.ts"
import { draftQuery } from "../../queries.ts"

export interface DraftValues {
  readonly config: string
  readonly dataset: string | null
  readonly description: string
}

export interface DraftText {
  readonly values: DraftValues
  readonly set: (change: Partial<DraftValues>) => void
  readonly saving: "saved" | "waiting" | "saving" | "failed"
  readonly error: unknown
  /** Keeps what is not kept yet, now. */
  readonly flush: () => Promise<void>
}

const quietFor = 800

export function useDraftText(draft: Draft): DraftText {
  const { repository, id } = draft
  const client = useQueryClient()
  const [values, setValues] = useState<DraftValues>(draft)
  const [kept, setKept] = useState<DraftValues>(draft)
  const latest = useRef(values)
  latest.current = values
  const save = useMutation({
    mutationFn: ({ config, dataset, description }: DraftValues) =>
      hub.updateDraft({ params: { repository, id }, body: { config, dataset, description } }),
    onSuccess: (answer, sent) => {
      setKept(sent)
      client.setQueryData(draftQuery(repository, id).queryKey, answer)
    },
  })
  const isChanged = !isSame(values, kept)
  const { mutate, mutateAsync, isPending } = save
  useEffect(() => {
    if (!isChanged || isPending) return
    const timer = setTimeout(() => mutate(latest.current), quietFor)
    return () => clearTimeout(timer)
  }, [values, isChanged, isPending, mutate])
  useEffect(() => {
    if (!isChanged) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", warn)
    return () => window.removeEventListener("beforeunload", warn)
  }, [isChanged])
  return {
    values,
    set: useCallback((change) => setValues((all) => ({ ...all, ...change })), []),
    saving: isPending ? "saving" : save.isError && isChanged ? "failed" : isChanged ? "waiting" : "saved",
    error: save.error,
    flush: async () => {
      if (!isSame(latest.current, kept)) await mutateAsync(latest.current)
    },
  }
}

const isSame = (a: DraftValues, b: DraftValues): boolean =>
  a.config === b.config && a.dataset === b.dataset && a.description === b.description
