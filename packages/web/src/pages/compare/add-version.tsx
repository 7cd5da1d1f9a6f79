// Takes one more version into a comparison.
import { useState } from "react"
import { useLocation } from "wouter"
import { Button } from "../../components/button.tsx"
import { TextField } from "../../components/field.tsx"

const pattern = "[a-z0-9](?:[a-z0-9._\\-]*[a-z0-9])?@[a-z0-9](?:[a-z0-9._\\-]*[a-z0-9])?"

export function AddVersion({ versions }: { readonly versions: string }) {
  const [text, setText] = useState("")
  const [, navigate] = useLocation()
  return (
    <form
      className="picker"
      onSubmit={(event) => {
        event.preventDefault()
        const all = new Set([...versions.split(",").filter((one) => one !== ""), text])
        navigate(`/compare?versions=${[...all].join(",")}`)
        setText("")
      }}
    >
      <TextField
        label="Add a version"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="titanic@3 or titanic@production"
        pattern={pattern}
        required
        autoComplete="off"
      />
      <Button type="submit" icon="plus">
        Add
      </Button>
    </form>
  )
}
