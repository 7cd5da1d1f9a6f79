// The lineage of a repository: a graph to look at, to click through and to walk through by arrow keys.
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState, useSyncExternalStore } from "react"
import type { Lineage, Repository } from "@fidelio/client"
import { Button } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { lineageQuery } from "../../queries.ts"
import { LineageGraph } from "./lineage-graph.tsx"
import { layOutLineage } from "./lineage-layout.ts"

export function LineageTab({ repository: { name } }: { readonly repository: Repository }) {
  const query = useQuery(lineageQuery(name))
  return (
    <QueryView query={query}>
      {(lineage) =>
        lineage.nodes.length === 0 ? (
          <Card>
            <Empty icon="lineage" title="No versions yet">
              Here you will see which version was edited from which, by whom, and where they were forked.
            </Empty>
          </Card>
        ) : (
          <LineageCard lineage={lineage} repository={name} />
        )
      }
    </QueryView>
  )
}

const narrow = window.matchMedia("(max-width: 800px)")

const subscribe = (listener: () => void) => {
  narrow.addEventListener("change", listener)
  return () => narrow.removeEventListener("change", listener)
}

const smallest = 0.35
const largest = 1.6
const zoom = 1.2

/** As large as it can be with all of it to be seen, up to the natural size, but never too small to be read. */
const fitting = (width: number): number => {
  const room = Math.min(window.innerWidth - (narrow.matches ? 60 : 330), 1170)
  return Math.min(1, Math.max(narrow.matches ? 0.85 : 0.7, room / width))
}

interface LineageCardProps {
  readonly lineage: Lineage
  readonly repository: string
}

function LineageCard({ lineage, repository }: LineageCardProps) {
  const isNarrow = useSyncExternalStore(subscribe, () => narrow.matches)
  const placed = useMemo(() => layOutLineage(lineage, isNarrow ? "down" : "across"), [lineage, isNarrow])
  const [scale, setScale] = useState(() => fitting(placed.width))
  return (
    <Card
      title="Lineage"
      actions={
        <>
          <span className="quiet small only-wide">Arrow keys walk, Enter opens</span>
          <Button
            size="small"
            aria-label="Smaller"
            disabled={scale <= smallest}
            onClick={() => setScale(Math.max(smallest, scale / zoom))}
          >
            −
          </Button>
          <Button
            size="small"
            aria-label="Larger"
            disabled={scale >= largest}
            onClick={() => setScale(Math.min(largest, scale * zoom))}
          >
            +
          </Button>
        </>
      }
      isPadded={false}
    >
      <LineageGraph placed={placed} repository={repository} scale={scale} />
      <p className="legend quiet small">
        <svg width="26" height="8" aria-hidden="true">
          <path d="M0 4h26" className="edge" />
        </svg>
        edited from
        <svg width="26" height="8" aria-hidden="true">
          <path d="M0 4h26" className="edge" data-kind="forked" />
        </svg>
        forked into another repository
        {lineage.omitted > 0 && <span>{lineage.omitted.toLocaleString("en")} older versions are left out</span>}
      </p>
    </Card>
  )
}
