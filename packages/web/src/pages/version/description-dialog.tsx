// Asks for what is to be said about a version, the one thing of it that may change.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Version } from "@fidelio/client"
import { hub } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { TextArea } from "../../components/field.tsx"

interface DescriptionDialogProps {
  readonly version: Version
  readonly onClose: () => void
}

export function DescriptionDialog({ version, onClose }: DescriptionDialogProps) {
  const client = useQueryClient()
  const [description, setDescription] = useState(version.description)
  const save = useMutation({
    mutationFn: () =>
      hub.updateVersion({
        params: { repository: version.repository, version: String(version.number) },
        body: { description },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["version", version.repository] })
      onClose()
    },
  })
  return (
    <FormDialog
      title="Edit description"
      submit="Save"
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <TextArea
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        hint="What was tried, and what came of it."
        autoFocus
      />
    </FormDialog>
  )
}
