// Asks whether a version is to go.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useLocation } from "wouter"
import type { Version } from "@fidelio/client"
import { hub } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { useToast } from "../../components/toasts.tsx"
import { refOf, repositoryLink } from "../../links.ts"

interface DeleteVersionDialogProps {
  readonly version: Version
  readonly onClose: () => void
}

export function DeleteVersionDialog({ version, onClose }: DeleteVersionDialogProps) {
  const client = useQueryClient()
  const toast = useToast()
  const [, navigate] = useLocation()
  const { repository, number } = version
  const remove = useMutation({
    mutationFn: () => hub.deleteVersion({ params: { repository, version: String(number) } }),
    onSuccess: () => {
      toast(`${refOf(version)} is deleted.`)
      void client.invalidateQueries({ queryKey: ["repository", repository] })
      navigate(repositoryLink(repository))
    },
  })
  return (
    <FormDialog
      title={`Delete ${refOf(version)}?`}
      submit="Delete version"
      kind="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
    >
      <p>Its files go, its number is not given again. A version that an alias names cannot be deleted.</p>
    </FormDialog>
  )
}
