// Adds somebody to the organisation, and gives the link with which they first sign in.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Role } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { SelectField, TextField } from "../../components/field.tsx"
import { membersQuery } from "../../queries.ts"
import { roleChoices, roleOf } from "./roles.ts"
import { SignInLinkDialog } from "./sign-in-link-dialog.tsx"

export function NewMemberDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState("")
  const [email, setEmail] = useState("")
  const [role, setRole] = useState<Role>("editor")
  const [idempotencyKey] = useState(newKey)
  const add = useMutation({
    mutationFn: () => hub.createMember({ body: { name, email, role } }, { idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery.queryKey }),
  })
  if (add.data !== undefined) return <SignInLinkDialog link={add.data.sign_in_link} onClose={onClose} />
  return (
    <FormDialog
      title="Add somebody"
      submit="Add"
      isBusy={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={() => add.mutate()}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={100}
        autoFocus
        autoComplete="off"
      />
      <TextField
        label="Email"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        required
        maxLength={200}
        autoComplete="off"
        hint="To tell people apart; nothing is sent to it."
      />
      <SelectField
        label="What they may do"
        value={role}
        choices={roleChoices}
        onChange={(event) => setRole(roleOf(event.target.value))}
      />
    </FormDialog>
  )
}
