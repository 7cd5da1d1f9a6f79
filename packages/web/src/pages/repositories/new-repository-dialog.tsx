// Asks for the name of a new repository.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import { hub, newKey } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { TextArea, TextField } from "../../components/field.tsx"
import { repositoryLink } from "../../links.ts"
import { nameHint, namePattern, tagsOf } from "../names.ts"

export function NewRepositoryDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [name, setName] = useState("")
  const [description, setDescription] = useState("")
  const [tags, setTags] = useState("")
  const [idempotencyKey] = useState(newKey)
  const create = useMutation({
    mutationFn: () => hub.createRepository({ body: { name, description, tags: tagsOf(tags) } }, { idempotencyKey }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["repositories"] })
      navigate(repositoryLink(made.name))
    },
  })
  return (
    <FormDialog
      title="New repository"
      submit="Create repository"
      isBusy={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate()}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        pattern={namePattern}
        title={nameHint}
        hint={nameHint}
        required
        autoFocus
        autoComplete="off"
      />
      <TextArea
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        hint="What the model decides, for whom, and what a good one is."
      />
      <TextField
        label="Tags"
        value={tags}
        onChange={(event) => setTags(event.target.value)}
        hint="Separated by spaces: risk demo"
        autoComplete="off"
      />
    </FormDialog>
  )
}
