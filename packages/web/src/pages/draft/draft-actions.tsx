// Trains a draft, or throws it away.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { ConfigProblem, Draft } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { FormDialog } from "../../components/dialog.tsx"
import { TextField } from "../../components/field.tsx"
import { Menu } from "../../components/menu.tsx"
import { messageOf } from "../../components/states.tsx"
import { useToast } from "../../components/toasts.tsx"
import { counted } from "../../format.ts"
import { repositoryLink, versionLink } from "../../links.ts"
import type { DraftText } from "./use-draft-text.ts"

/** Asked again by the page that is gone to: this one's draft is no more. */
const later = { refetchType: "none" } as const

interface DraftActionsProps {
  readonly draft: Draft
  readonly state: DraftText
  readonly problems: readonly ConfigProblem[]
}

export function DraftActions({ draft: { repository, id }, state, problems }: DraftActionsProps) {
  const client = useQueryClient()
  const toast = useToast()
  const [, navigate] = useLocation()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => hub.deleteDraft({ params: { repository, id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["repository", repository, "drafts"], ...later })
      navigate(repositoryLink(repository, "drafts"))
    },
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <>
      <Button kind="primary" icon="play" onClick={() => setAsking(true)}>
        Train
      </Button>
      <Menu label="More actions">
        <Button kind="danger" icon="trash" onClick={() => remove.mutate()}>
          Throw away
        </Button>
      </Menu>
      {isAsking && (
        <TrainDialog
          repository={repository}
          id={id}
          state={state}
          problems={problems.length}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

interface TrainDialogProps {
  readonly repository: string
  readonly id: string
  readonly state: DraftText
  readonly problems: number
  readonly onClose: () => void
}

function TrainDialog({ repository, id, state, problems, onClose }: TrainDialogProps) {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [seed, setSeed] = useState("42")
  const [idempotencyKey] = useState(newKey)
  const { dataset } = state.values
  const train = useMutation({
    mutationFn: async () => {
      await state.flush()
      return hub.trainDraft({ params: { repository, id }, body: { seed: Number(seed) } }, { idempotencyKey })
    },
    onSuccess: (version) => {
      void client.invalidateQueries({ queryKey: ["repository", repository], ...later })
      navigate(versionLink(version))
    },
  })
  const obstacle =
    dataset === null
      ? "Choose data first."
      : problems > 0
        ? `The config has ${counted(problems, "problem")}.`
        : undefined
  return (
    <FormDialog
      title="Train this draft"
      submit="Train"
      isBusy={train.isPending}
      error={train.error}
      isDisabled={obstacle !== undefined}
      onClose={onClose}
      onSubmit={() => train.mutate()}
    >
      <p>{obstacle ?? `It becomes the next version of ${repository}, trained on ${dataset ?? ""}.`}</p>
      <TextField
        label="Seed"
        type="number"
        min={0}
        max={2 ** 31 - 1}
        step={1}
        value={seed}
        onChange={(event) => setSeed(event.target.value)}
        hint="The same seed, config and data give the same model."
        required
      />
    </FormDialog>
  )
}
