// The versions of a repository, newest first, those in training live; some can be chosen to be compared.
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Repository, VersionSummary } from "@fidelio/client"
import { ButtonLink } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty } from "../../components/states.tsx"
import { compareLink, diffLink, newVersionLink } from "../../links.ts"
import { versionsQuery } from "../../queries.ts"
import { VersionsTable } from "./versions-table.tsx"

export function VersionsTab({ repository: { name } }: { readonly repository: Repository }) {
  const query = useInfiniteQuery(versionsQuery(name))
  const mayEdit = useMay("editor")
  const [chosen, setChosen] = useState<readonly number[]>([])
  const toggle = (number: number) =>
    setChosen((all) => (all.includes(number) ? all.filter((one) => one !== number) : [...all, number]))
  return (
    <Card title="Versions" actions={<CompareActions repository={name} chosen={chosen} />} isPadded={false}>
      <PagedView
        query={query}
        empty={
          <Empty
            icon="model"
            title="No versions yet"
            action={
              mayEdit && (
                <ButtonLink kind="primary" icon="play" href={newVersionLink(name)}>
                  Train the first version
                </ButtonLink>
              )
            }
          >
            A version is one config, one dataset and the model that was trained from them.
          </Empty>
        }
      >
        {(versions: readonly VersionSummary[]) => (
          <VersionsTable versions={versions} chosen={chosen} onToggle={toggle} />
        )}
      </PagedView>
    </Card>
  )
}

interface CompareActionsProps {
  readonly repository: string
  readonly chosen: readonly number[]
}

function CompareActions({ repository, chosen }: CompareActionsProps) {
  const places = chosen.toSorted((a, b) => a - b).map((number) => ({ repository, number }))
  const [from, to] = places
  if (from === undefined || to === undefined)
    return <span className="quiet small">Choose two or more versions to compare them.</span>
  return (
    <>
      {places.length === 2 && (
        <ButtonLink size="small" icon="diff" href={diffLink(from, to)}>
          Diff
        </ButtonLink>
      )}
      <ButtonLink size="small" icon="compare" href={compareLink(places)}>
        Compare {places.length}
      </ButtonLink>
    </>
  )
}
