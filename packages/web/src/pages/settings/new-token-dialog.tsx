// Makes a token, and shows its secret this one time.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Role } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Code } from "../../components/code.tsx"
import { Dialog, FormDialog } from "../../components/dialog.tsx"
import { SelectField, TextField } from "../../components/field.tsx"
import { useMay } from "../../components/session-context.ts"
import { Notice } from "../../components/states.tsx"
import { tokensQuery } from "../../queries.ts"
import { roleOf, useGrantableRoles } from "./roles.ts"

const kinds = [
  { value: "personal", label: "Personal: ends with its owner's access" },
  { value: "service", label: "Service: belongs to the organisation" },
]

interface NewTokenDialogProps {
  readonly onClose: () => void
}

export function NewTokenDialog({ onClose }: NewTokenDialogProps) {
  const client = useQueryClient()
  const isAdmin = useMay("admin")
  const roles = useGrantableRoles()
  const [name, setName] = useState("")
  const [kind, setKind] = useState<"personal" | "service">("personal")
  const [role, setRole] = useState<Role>("viewer")
  const [days, setDays] = useState("90")
  const make = useMutation({
    mutationFn: () => hub.createToken({ body: { name, kind, role, expires_in_days: Number(days) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
  if (make.data !== undefined) return <SecretDialog secret={make.data.secret} onClose={onClose} />
  return (
    <FormDialog
      title="New token"
      submit="Make token"
      isBusy={make.isPending}
      error={make.error}
      onClose={onClose}
      onSubmit={() => make.mutate()}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="Where it is used: my laptop, the nightly pipeline."
        required
        maxLength={100}
        autoFocus
        autoComplete="off"
      />
      <SelectField
        label="What it may do"
        value={role}
        choices={roles}
        onChange={(event) => setRole(roleOf(event.target.value))}
      />
      {isAdmin && (
        <SelectField
          label="Kind"
          value={kind}
          choices={kinds}
          onChange={(event) => setKind(event.target.value === "service" ? "service" : "personal")}
        />
      )}
      <TextField
        label="Days until it expires"
        type="number"
        min={1}
        max={366}
        value={days}
        onChange={(event) => setDays(event.target.value)}
        required
      />
    </FormDialog>
  )
}

const SecretDialog = ({ secret, onClose }: NewTokenDialogProps & { readonly secret: string }) => (
  <Dialog title="The new token" onClose={onClose}>
    <Notice tone="warn">
      <p>Copy it now: it is not shown again.</p>
    </Notice>
    <Code text={secret} label="token" />
    <p className="quiet">In a terminal:</p>
    <Code text={`npx fidelio hub login ${window.location.origin}`} label="command to sign in" />
    <div className="row row-end">
      <Button kind="primary" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
)
