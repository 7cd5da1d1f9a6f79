// Aliases and the versions that they name, with where each has pointed.
import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query"
import { useState } from "react"
import { Link } from "wouter"
import type { Page, Repository, UserRef } from "@fidelio/client"
import { Badge } from "../../components/badge.tsx"
import { Button } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView, QueryView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { versionLink } from "../../links.ts"
import { aliasesQuery, aliasMovesQuery } from "../../queries.ts"
import { DeleteAliasDialog } from "./delete-alias-dialog.tsx"
import { MoveAliasDialog } from "./move-alias-dialog.tsx"

interface Asked {
  readonly what: "move" | "delete"
  readonly alias: string
  readonly version: number
}

export function AliasesTab({ repository: { name } }: { readonly repository: Repository }) {
  const query = useQuery(aliasesQuery(name))
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  return (
    <>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty icon="alias" title="No aliases yet">
                An alias such as production names one version, so that programs need not know its number. Set one from a
                version's page.
              </Empty>
            </Card>
          ) : (
            <div className="stack">
              {items.map((alias) => (
                <AliasCard
                  key={alias.name}
                  repository={name}
                  alias={alias.name}
                  version={alias.version}
                  onAsk={setAsked}
                />
              ))}
            </div>
          )
        }
      </QueryView>
      {asked?.what === "move" && (
        <MoveAliasDialog repository={name} alias={asked.alias} expected={asked.version} onClose={close} />
      )}
      {asked?.what === "delete" && (
        <DeleteAliasDialog repository={name} alias={asked.alias} expected={asked.version} onClose={close} />
      )}
    </>
  )
}

interface AliasCardProps {
  readonly repository: string
  readonly alias: string
  readonly version: number
  readonly onAsk: (asked: Asked) => void
}

function AliasCard({ repository, alias, version, onAsk }: AliasCardProps) {
  const mayEdit = useMay("editor")
  const title = (
    <span className="row">
      <Badge tone="accent" icon="alias">
        {alias}
      </Badge>
      is <Link href={versionLink({ repository, number: version })}>version {version}</Link>
    </span>
  )
  const actions = mayEdit && (
    <>
      <Button size="small" onClick={() => onAsk({ what: "move", alias, version })}>
        Move
      </Button>
      <Button
        size="small"
        kind="danger"
        icon="trash"
        aria-label={`Remove alias ${alias}`}
        onClick={() => onAsk({ what: "delete", alias, version })}
      />
    </>
  )
  return (
    <Card title={title} actions={actions} isPadded={false}>
      <Moves repository={repository} alias={alias} />
    </Card>
  )
}

interface Move {
  readonly from: number | null
  readonly to: number | null
  readonly at: string
  readonly by: UserRef
}

function Moves({ repository, alias }: { readonly repository: string; readonly alias: string }) {
  const query: UseInfiniteQueryResult<InfiniteData<Page<Move>>> = useInfiniteQuery(aliasMovesQuery(repository, alias))
  const place = (number: number | null) =>
    number === null ? (
      <span className="quiet">none</span>
    ) : (
      <Link href={versionLink({ repository, number })}>#{number}</Link>
    )
  return (
    <PagedView query={query} empty={<Empty title="No moves" />}>
      {(moves) => (
        <Table
          label={`Moves of ${alias}`}
          head={
            <>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">By</th>
              <th scope="col">When</th>
            </>
          }
        >
          {moves.map(({ from, to, at, by }) => (
            <tr key={at}>
              <td>{place(from)}</td>
              <td>{place(to)}</td>
              <td>
                <Person user={by} />
              </td>
              <td className="quiet">
                <Ago time={at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </PagedView>
  )
}
