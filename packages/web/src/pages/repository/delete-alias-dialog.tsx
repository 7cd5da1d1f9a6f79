// Asks whether an alias is to go.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { hub } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { useToast } from "../../components/toasts.tsx"

interface DeleteAliasDialogProps {
  readonly repository: string
  readonly alias: string
  /** The version that it names as far as this page knows. */
  readonly expected: number
  readonly onClose: () => void
}

export function DeleteAliasDialog({ repository, alias, expected, onClose }: DeleteAliasDialogProps) {
  const client = useQueryClient()
  const toast = useToast()
  const remove = useMutation({
    mutationFn: () => hub.deleteAlias({ params: { repository, alias }, query: { expected } }),
    onSuccess: () => {
      toast(`The alias ${alias} is gone.`)
      void client.invalidateQueries()
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Remove alias ${alias}?`}
      submit="Remove alias"
      kind="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
    >
      <p>
        It names version {expected}. Programs that ask for {repository}@{alias} will find nothing.
      </p>
    </FormDialog>
  )
}
