// A repository's description, tags and owner, and its end.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Repository } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Card, Facts } from "../../components/card.tsx"
import { FormDialog } from "../../components/dialog.tsx"
import { SelectField, TextArea, TextField } from "../../components/field.tsx"
import { Person } from "../../components/person.tsx"
import { useMay } from "../../components/session-context.ts"
import { Failure } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { useToast } from "../../components/toasts.tsx"
import { membersQuery, repositoryQuery } from "../../queries.ts"
import { tagsOf } from "../names.ts"

interface SettingsProps {
  readonly repository: Repository
}

export function RepositorySettingsTab({ repository }: SettingsProps) {
  const mayEdit = useMay("editor")
  const mayDelete = useMay("admin")
  const [isAsking, setAsking] = useState(false)
  const { name, owner, created, contributors } = repository
  return (
    <div className="stack">
      <Card title="About">
        <Facts
          facts={[
            { name: "Owner", value: <Person user={owner} /> },
            { name: "Created", value: <Ago time={created} /> },
            {
              name: "People",
              value: (
                <span className="row">
                  {contributors.map((user) => (
                    <Person key={user.id} user={user} />
                  ))}
                </span>
              ),
            },
          ]}
        />
      </Card>
      {mayEdit && <EditForm key={repository.updated} repository={repository} />}
      {mayDelete && (
        <Card title="Delete">
          <p>
            Only a repository without aliases and without trainings under way can be deleted. Its name stays taken, so
            that nobody is given another model under it.
          </p>
          <div>
            <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
              Delete {name}
            </Button>
          </div>
        </Card>
      )}
      {isAsking && <DeleteDialog name={name} onClose={() => setAsking(false)} />}
    </div>
  )
}

function EditForm({ repository }: SettingsProps) {
  const client = useQueryClient()
  const toast = useToast()
  const members = useInfiniteQuery(membersQuery)
  const [description, setDescription] = useState(repository.description)
  const [tags, setTags] = useState(repository.tags.join(" "))
  const [owner, setOwner] = useState(repository.owner.id)
  const save = useMutation({
    mutationFn: () =>
      hub.updateRepository({
        params: { repository: repository.name },
        body: { description, tags: tagsOf(tags), owner },
      }),
    onSuccess: (saved) => {
      client.setQueryData(repositoryQuery(saved.name).queryKey, saved)
      toast("Saved.")
    },
  })
  const people = members.data?.pages.flatMap(({ items }) => items) ?? [repository.owner]
  return (
    <Card title="Description, tags and owner">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <TextArea label="Description" value={description} onChange={(event) => setDescription(event.target.value)} />
        <TextField
          label="Tags"
          value={tags}
          onChange={(event) => setTags(event.target.value)}
          hint="Separated by spaces."
        />
        <SelectField
          label="Owner"
          value={owner}
          onChange={(event) => setOwner(event.target.value)}
          choices={people.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {save.isError && <Failure error={save.error} />}
        <div>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}

function DeleteDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const toast = useToast()
  const [typed, setTyped] = useState("")
  const remove = useMutation({
    mutationFn: () => hub.deleteRepository({ params: { repository: name } }),
    onSuccess: () => {
      toast(`${name} is deleted.`)
      void client.invalidateQueries({ queryKey: ["repositories"] })
      navigate("/")
    },
  })
  return (
    <FormDialog
      title={`Delete ${name}?`}
      submit="Delete repository"
      kind="danger"
      isBusy={remove.isPending}
      error={remove.error}
      isDisabled={typed !== name}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
    >
      <p>All its versions, drafts and files go with it.</p>
      <TextField
        label={`Type ${name} to confirm`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        autoFocus
      />
    </FormDialog>
  )
}
