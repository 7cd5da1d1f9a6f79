// Asks which version an alias is to name; refused by the hub if somebody else moved it meanwhile.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { hub } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { SelectField, TextField } from "../../components/field.tsx"
import { useToast } from "../../components/toasts.tsx"
import { allVersionsQuery, repositoryQuery } from "../../queries.ts"
import { aliasHint, aliasPattern } from "../names.ts"

interface MoveAliasDialogProps {
  readonly repository: string
  /** Absent: it is asked for. */
  readonly alias?: string
  readonly version?: number
  /** The version that each alias names, as far as this page knows. */
  readonly expected?: number | undefined
  readonly aliases?: Readonly<Record<string, number>>
  readonly onClose: () => void
}

export function MoveAliasDialog({ repository, alias, version, expected, aliases = {}, onClose }: MoveAliasDialogProps) {
  const client = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState(alias ?? "")
  const [number, setNumber] = useState(version ?? expected ?? 1)
  /** What the hub was found to say after a refusal. */
  const [found, setFound] = useState<Readonly<Record<string, number>>>()
  const known = alias === undefined ? aliases[name] : expected
  const from = found === undefined ? known : found[name]
  const move = useMutation({
    mutationFn: () =>
      hub.moveAlias({ params: { repository, alias: name }, body: { version: number, expected: from ?? null } }),
    onSuccess: () => {
      toast(`${name} is version ${number} of ${repository} now.`)
      void client.invalidateQueries()
      onClose()
    },
    onError: async () => {
      await client.invalidateQueries({ queryKey: ["repository", repository] })
      setFound((await client.fetchQuery(repositoryQuery(repository))).aliases)
    },
  })
  return (
    <FormDialog
      title={alias === undefined ? "Set an alias" : `Move ${alias}`}
      submit={from === undefined ? "Set alias" : "Move alias"}
      isBusy={move.isPending}
      error={move.error}
      isDisabled={from === number}
      onClose={onClose}
      onSubmit={() => move.mutate()}
    >
      {alias === undefined && (
        <TextField
          label="Alias"
          value={name}
          onChange={(event) => setName(event.target.value)}
          pattern={aliasPattern}
          hint={from === undefined ? aliasHint : `It names version ${from} now, and will be moved.`}
          list="known-aliases"
          required
          autoFocus
          autoComplete="off"
        />
      )}
      <datalist id="known-aliases">
        {[...new Set([...Object.keys(aliases), "production", "champion", "staging"])].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {version === undefined && <VersionChoice repository={repository} value={number} onChange={setNumber} />}
    </FormDialog>
  )
}

interface VersionChoiceProps {
  readonly repository: string
  readonly value: number
  readonly onChange: (number: number) => void
}

function VersionChoice({ repository, value, onChange }: VersionChoiceProps) {
  const { data } = useQuery(allVersionsQuery(repository))
  const ready = data?.items.filter(({ status }) => status === "ready") ?? []
  return (
    <SelectField
      label="Version"
      value={String(value)}
      onChange={(event) => onChange(Number(event.target.value))}
      choices={ready.map(({ number, description }) => ({
        value: String(number),
        label: description === "" ? `#${number}` : `#${number} ${description.slice(0, 50)}`,
      }))}
    />
  )
}
