// Asks for the name of the repository that a version is forked into.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Version } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { TextArea, TextField } from "../../components/field.tsx"
import { refOf, versionLink } from "../../links.ts"
import { nameHint, namePattern } from "../names.ts"

interface VersionDialogProps {
  readonly version: Version
  readonly onClose: () => void
}

export function ForkDialog({ version, onClose }: VersionDialogProps) {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [name, setName] = useState(`${version.repository}-fork`)
  const [description, setDescription] = useState("")
  const [idempotencyKey] = useState(newKey)
  const fork = useMutation({
    mutationFn: () =>
      hub.forkVersion(
        { params: { repository: version.repository, version: String(version.number) }, body: { name, description } },
        { idempotencyKey },
      ),
    onSuccess: (made) => {
      void client.invalidateQueries()
      navigate(versionLink(made))
    },
  })
  return (
    <FormDialog
      title={`Fork ${refOf(version)}`}
      submit="Fork"
      isBusy={fork.isPending}
      error={fork.error}
      onClose={onClose}
      onSubmit={() => fork.mutate()}
    >
      <p>A new repository begins with this version: its config, data, files and lineage are kept.</p>
      <TextField
        label="Name of the new repository"
        value={name}
        onChange={(event) => setName(event.target.value)}
        pattern={namePattern}
        hint={nameHint}
        required
        autoFocus
        autoComplete="off"
      />
      <TextArea label="Description" value={description} onChange={(event) => setDescription(event.target.value)} />
    </FormDialog>
  )
}
