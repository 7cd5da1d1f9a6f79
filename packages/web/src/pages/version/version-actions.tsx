// What can be done with a version: edit and train, diff, fork, alias, cancel, delete.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Version } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { Button, ButtonLink } from "../../components/button.tsx"
import { Menu } from "../../components/menu.tsx"
import { useMay } from "../../components/session-context.ts"
import { messageOf } from "../../components/states.tsx"
import { useToast } from "../../components/toasts.tsx"
import { diffLink, draftLink, refOf } from "../../links.ts"
import { isUnderWay, repositoryQuery } from "../../queries.ts"
import { DescriptionDialog } from "../description-dialog.tsx"
import { MoveAliasDialog } from "../repository/move-alias-dialog.tsx"
import { DeleteVersionDialog } from "./delete-version-dialog.tsx"
import { ForkDialog } from "./fork-dialog.tsx"

type Asked = "fork" | "alias" | "delete" | "describe"

interface VersionProps {
  readonly version: Version
}

export function VersionActions({ version }: VersionProps) {
  const mayEdit = useMay("editor")
  const [asked, setAsked] = useState<Asked>()
  const { parent, status } = version
  const isReady = status === "ready"
  return (
    <>
      {parent !== null && (
        <ButtonLink icon="diff" href={diffLink(parent, version)}>
          Diff with parent
        </ButtonLink>
      )}
      {mayEdit && isReady && (
        <Button icon="fork" onClick={() => setAsked("fork")}>
          Fork
        </Button>
      )}
      {mayEdit && <EditButton version={version} />}
      {mayEdit && isUnderWay(status) && <CancelButton version={version} />}
      {mayEdit && (
        <Menu label="More actions">
          {isReady && (
            <Button kind="quiet" icon="alias" onClick={() => setAsked("alias")}>
              Set an alias
            </Button>
          )}
          <Button kind="quiet" icon="file" onClick={() => setAsked("describe")}>
            Edit description
          </Button>
          {!isUnderWay(status) && (
            <Button kind="danger" icon="trash" onClick={() => setAsked("delete")}>
              Delete version
            </Button>
          )}
        </Menu>
      )}
      <AskedDialog asked={asked} version={version} onClose={() => setAsked(undefined)} />
    </>
  )
}

interface AskedDialogProps extends VersionProps {
  readonly asked: Asked | undefined
  readonly onClose: () => void
}

function AskedDialog({ asked, version, onClose }: AskedDialogProps) {
  const { repository, number } = version
  const { data } = useQuery({ ...repositoryQuery(repository), enabled: asked === "alias" })
  switch (asked) {
    case "fork":
      return <ForkDialog version={version} onClose={onClose} />
    case "alias":
      return (
        data && <MoveAliasDialog repository={repository} version={number} aliases={data.aliases} onClose={onClose} />
      )
    case "describe":
      return (
        <DescriptionDialog
          name={refOf(version)}
          description={version.description}
          hint="What was tried, and what came of it."
          save={(description) =>
            hub.updateVersion({ params: { repository, version: String(number) }, body: { description } })
          }
          queryKey={["version", repository]}
          onClose={onClose}
        />
      )
    case "delete":
      return <DeleteVersionDialog version={version} onClose={onClose} />
    case undefined:
      return null
  }
}

function EditButton({ version: { repository, number } }: VersionProps) {
  const toast = useToast()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const edit = useMutation({
    mutationFn: () =>
      hub.createDraft({ params: { repository }, body: { parent: String(number) } }, { idempotencyKey: newKey() }),
    onSuccess: (draft) => {
      void client.invalidateQueries({ queryKey: ["repository", repository, "drafts"] })
      navigate(draftLink(repository, draft.id))
    },
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <Button kind="primary" icon="edit" isBusy={edit.isPending} onClick={() => edit.mutate()}>
      Edit and train
    </Button>
  )
}

function CancelButton({ version: { repository, number } }: VersionProps) {
  const toast = useToast()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => hub.cancelVersion({ params: { repository, version: String(number) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["version", repository] }),
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <Button kind="danger" icon="stop" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
      Cancel training
    </Button>
  )
}
