// Which two versions are set against one another: typed as repository@number or repository@alias.
import { useState } from "react"
import { useLocation } from "wouter"
import { Button } from "../../components/button.tsx"
import { TextField } from "../../components/field.tsx"

interface VersionPickerProps {
  readonly from: string
  readonly to: string
}

const pattern = "[a-z0-9](?:[a-z0-9._\\-]*[a-z0-9])?@[a-z0-9](?:[a-z0-9._\\-]*[a-z0-9])?"

export function VersionPicker({ from, to }: VersionPickerProps) {
  const [before, setBefore] = useState(from)
  const [after, setAfter] = useState(to)
  const [, navigate] = useLocation()
  return (
    <form
      className="picker"
      onSubmit={(event) => {
        event.preventDefault()
        navigate(`/diff?from=${encodeURIComponent(before)}&to=${encodeURIComponent(after)}`)
      }}
    >
      <TextField
        label="Before"
        value={before}
        onChange={(event) => setBefore(event.target.value)}
        pattern={pattern}
        placeholder="titanic@1"
        required
      />
      <TextField
        label="After"
        value={after}
        onChange={(event) => setAfter(event.target.value)}
        pattern={pattern}
        placeholder="titanic@production"
        required
      />
      <Button type="submit" disabled={before === from && after === to}>
        Show
      </Button>
    </form>
  )
}
