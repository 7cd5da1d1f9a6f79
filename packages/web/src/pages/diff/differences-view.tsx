// Only what differs, area by area: config, data, model, metrics, environment.
import { useState, type ReactNode } from "react"
import type { Change, Diff } from "@fidelio/client"
import { Badge } from "../../components/badge.tsx"
import { Card } from "../../components/card.tsx"
import { Empty } from "../../components/states.tsx"
import { ChangeTable } from "./change-table.tsx"
import { ColumnChanges } from "./data-changes.tsx"
import { withoutLoneCombined } from "../lone-combined.ts"
import { MetricTable } from "./metric-changes.tsx"

export function DifferencesView({ diff: { config, data, metrics, model, environment } }: { readonly diff: Diff }) {
  const split = (["test", "validation", "training"] as const).find((one) =>
    metrics.some((change) => change.split === one),
  )
  const moved = withoutLoneCombined(metrics).filter(
    (change) => change.split === split && (change.verdict === "better" || change.verdict === "worse"),
  )
  const columns = data.columns.filter(({ kind }) => kind !== "same")
  return (
    <div className="stack">
      <Area
        title={split === undefined ? "Metrics" : `Metrics, ${split}`}
        count={moved.length}
        nothing="No metric differs."
      >
        <MetricTable metrics={moved} />
      </Area>
      <Area
        title="Config"
        count={config.changes.length}
        shown={config.changes.filter(isTold).length}
        nothing="Both have the same config."
      >
        <ConfigChanges changes={config.changes} />
      </Area>
      <Area
        title="Data"
        count={data.changes.length + columns.length}
        nothing={
          data.same === null ? "What one of them learned from is not known here." : "Both learned from the same rows."
        }
      >
        {data.changes.length > 0 && <ChangeTable label="Changes of the data" changes={data.changes} />}
        {columns.length > 0 && <ColumnChanges columns={columns} />}
      </Area>
      <Area title="Model" count={model.length} nothing="Both have the same parts of the same sizes.">
        <ChangeTable label="Changes of the model" changes={model} />
      </Area>
      <Area title="Environment" count={environment.length} nothing="Both were trained in the same environment.">
        <ChangeTable label="Changes of the environment" changes={environment} />
      </Area>
    </div>
  )
}

interface AreaProps {
  readonly title: string
  readonly count: number
  /** Where the number at the title is another one. */
  readonly shown?: number
  /** Said where nothing differs. */
  readonly nothing: string
  readonly children: ReactNode
}

const Area = ({ title, count, shown = count, nothing, children }: AreaProps) => (
  <Card
    title={
      <span className="row">
        {title} {shown > 0 && <Badge tone="accent">{shown}</Badge>}
      </span>
    }
    isPadded={false}
  >
    {count === 0 ? <p className="card-body quiet">{nothing}</p> : children}
  </Card>
)

/** What was written, and defaults that are other ones now; not the defaults of what only one side has. */
const isTold = ({ is_default, kind }: Change): boolean => !is_default || kind === "changed"

/** What is told first; the rest can be left out. */
function ConfigChanges({ changes }: { readonly changes: readonly Change[] }) {
  const written = changes.filter(isTold)
  const [isAll, setAll] = useState(written.length === 0)
  const shown = isAll ? [...written, ...changes.filter((change) => !isTold(change))] : written
  return (
    <>
      {written.length > 0 && written.length < changes.length && (
        <label className="check card-body">
          <span className="row">
            <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} />
            With the {changes.length - written.length} defaults of what only one of them has
          </span>
        </label>
      )}
      {shown.length === 0 ? (
        <Empty title="Nothing that was written differs" />
      ) : (
        <ChangeTable label="Changes of the config" changes={shown} />
      )}
    </>
  )
}
