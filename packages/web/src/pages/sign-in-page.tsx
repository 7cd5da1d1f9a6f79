// Signing in: by the secret of a link, which is sent at once, or by a token that is typed in.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { useLocation, useSearchParams } from "wouter"
import { hub, keepToken } from "../api.ts"
import { Button } from "../components/button.tsx"
import { TextField } from "../components/field.tsx"
import { Icon } from "../components/icon.tsx"
import { Failure } from "../components/states.tsx"
import { sessionQuery } from "../queries.ts"

/** Read once and taken out of the address, so that it stays in no history. */
function takeSecret(): string | undefined {
  const secret = window.location.hash.slice(1)
  if (secret === "") return undefined
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search)
  return decodeURIComponent(secret)
}

/** A place of ours only: never another site. */
const safePlace = (to: string | null): string => (to !== null && /^\/(?![/\\])/.test(to) ? to : "/")

function useSignIn() {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [words] = useSearchParams()
  return useMutation({
    mutationFn: (secret: string) => hub.signIn({ body: { secret } }),
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, keepToken(session))
      navigate(safePlace(words.get("to")), { replace: true })
    },
  })
}

export function SignInPage() {
  const signIn = useSignIn()
  const [token, setToken] = useState("")
  const { mutate } = signIn
  useEffect(() => {
    const takeLink = () => {
      const secret = takeSecret()
      if (secret !== undefined) mutate(secret)
    }
    takeLink()
    window.addEventListener("hashchange", takeLink) // a link opened where this page is open already
    return () => window.removeEventListener("hashchange", takeLink)
  }, [mutate])
  return (
    <main className="sign-in">
      <title>Sign in · Fidelio</title>
      <form
        className="card card-body stack"
        onSubmit={(event) => {
          event.preventDefault()
          mutate(token.trim())
        }}
      >
        <div className="stack-s">
          <Icon name="model" size={28} className="accent" />
          <h1>Sign in to Fidelio</h1>
          <p className="quiet">
            Open the sign-in link that you were given, or type in one of your personal tokens. There are no passwords.
          </p>
        </div>
        {signIn.isError && <Failure error={signIn.error} />}
        <input type="text" autoComplete="username" value="token" readOnly hidden /> {/* for password managers */}
        <TextField
          label="Personal token"
          type="password"
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          hint="Begins with fid_. Whoever runs the hub finds a link in its terminal; an admin can make one for you."
          required
          minLength={16}
        />
        <Button type="submit" kind="primary" isBusy={signIn.isPending}>
          {signIn.isPending ? "Signing in" : "Sign in"}
        </Button>
      </form>
    </main>
  )
}
