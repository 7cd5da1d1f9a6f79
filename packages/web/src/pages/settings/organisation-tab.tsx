// The organisation that this hub belongs to.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { hub } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Card, Facts } from "../../components/card.tsx"
import { TextField } from "../../components/field.tsx"
import { useMay, useSession } from "../../components/session-context.ts"
import { Failure } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { useToast } from "../../components/toasts.tsx"
import { sessionQuery } from "../../queries.ts"

export function OrganisationTab() {
  const organisation = useSession()?.organisation
  const isAdmin = useMay("admin")
  const client = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState(organisation?.name ?? "")
  const rename = useMutation({
    mutationFn: () => hub.updateOrganisation({ body: { name } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      toast("Saved.")
    },
  })
  if (organisation === undefined) return null
  return (
    <Card title="Organisation">
      {isAdmin ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            rename.mutate()
          }}
        >
          <TextField
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={100}
          />
          {rename.isError && <Failure error={rename.error} />}
          <div>
            <Button type="submit" kind="primary" isBusy={rename.isPending} disabled={name === organisation.name}>
              Save
            </Button>
          </div>
        </form>
      ) : (
        <p className="strong">{organisation.name}</p>
      )}
      <Facts facts={[{ name: "Since", value: <Ago time={organisation.created} /> }]} />
    </Card>
  )
}
