// Tokens for programs: made, listed, revoked. A secret is shown once, when it is made.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Token } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Badge } from "../../components/badge.tsx"
import { Button } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { FormDialog } from "../../components/dialog.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { useToast } from "../../components/toasts.tsx"
import { tokensQuery } from "../../queries.ts"
import { NewTokenDialog } from "./new-token-dialog.tsx"

export function TokensTab() {
  const query = useInfiniteQuery(tokensQuery)
  const [isMaking, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Token>()
  const newButton = (
    <Button kind="primary" size="small" icon="key" onClick={() => setMaking(true)}>
      New token
    </Button>
  )
  return (
    <>
      <Card title="Tokens" actions={newButton} isPadded={false}>
        <PagedView
          query={query}
          empty={
            <Empty icon="key" title="No tokens" action={newButton}>
              A token signs in a program: the fidelio command, a notebook, a pipeline.
            </Empty>
          }
        >
          {(tokens: readonly Token[]) => <TokensTable tokens={tokens} onRevoke={setRevoking} />}
        </PagedView>
      </Card>
      {isMaking && <NewTokenDialog onClose={() => setMaking(false)} />}
      {revoking !== undefined && <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

interface TokensTableProps {
  readonly tokens: readonly Token[]
  readonly onRevoke: (token: Token) => void
}

const TokensTable = ({ tokens, onRevoke }: TokensTableProps) => (
  <Table
    label="Tokens"
    head={
      <>
        <th scope="col">Token</th>
        <th scope="col">Kind</th>
        <th scope="col">May</th>
        <th scope="col">Owner</th>
        <th scope="col">Last used</th>
        <th scope="col">Expires</th>
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </>
    }
  >
    {tokens.map((token) => (
      <tr key={token.id}>
        <th scope="row">
          {token.name} <div className="mono quiet">{token.prefix}…</div>
        </th>
        <td>{token.kind}</td>
        <td>
          <Badge>{token.role}</Badge>
        </td>
        <td className="tight">
          <Person user={token.owner} />
        </td>
        <td className="tight quiet">{token.last_used === null ? "never" : <Ago time={token.last_used} />}</td>
        <td className="tight quiet">{token.expires === null ? "never" : token.expires.slice(0, 10)}</td>
        <td className="tight">
          {token.revoked === null ? (
            <Button size="small" kind="danger" aria-label={`Revoke ${token.name}`} onClick={() => onRevoke(token)}>
              Revoke
            </Button>
          ) : (
            <Badge tone="bad">revoked</Badge>
          )}
        </td>
      </tr>
    ))}
  </Table>
)

function RevokeDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const client = useQueryClient()
  const toast = useToast()
  const revoke = useMutation({
    mutationFn: () => hub.revokeToken({ params: { id: token.id } }),
    onSuccess: () => {
      toast(`The token ${token.name} is revoked.`)
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey })
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Revoke ${token.name}?`}
      submit="Revoke token"
      kind="danger"
      isBusy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onSubmit={() => revoke.mutate()}
    >
      <p>Programs that use it are refused at once, and for good.</p>
    </FormDialog>
  )
}
