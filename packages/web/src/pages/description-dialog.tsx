// Asks for what is to be said about a thing: the one part of it that may change.
import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query"
import { useState } from "react"
import { FormDialog } from "../components/dialog.tsx"
import { TextArea } from "../components/field.tsx"

interface DescriptionDialogProps {
  /** What is described: `titanic@3`. */
  readonly name: string
  readonly description: string
  /** What there is to say of such a thing. */
  readonly hint: string
  readonly save: (description: string) => Promise<unknown>
  /** What is asked of the hub again afterwards. */
  readonly queryKey: QueryKey
  readonly onClose: () => void
}

export function DescriptionDialog({ name, description, hint, save, queryKey, onClose }: DescriptionDialogProps) {
  const client = useQueryClient()
  const [text, setText] = useState(description)
  const saving = useMutation({
    mutationFn: () => save(text),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey })
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Describe ${name}`}
      submit="Save"
      isBusy={saving.isPending}
      error={saving.error}
      onClose={onClose}
      onSubmit={() => saving.mutate()}
    >
      <TextArea
        label="Description"
        value={text}
        onChange={(event) => setText(event.target.value)}
        hint={hint}
        autoFocus
      />
    </FormDialog>
  )
}
