// In what the data of two versions differ: which rows, and each column's profile.
import { useState } from "react"
import type { ColumnChange, Diff } from "@fidelio/client"
import { Badge, type Tone } from "../../components/badge.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Empty, Notice } from "../../components/states.tsx"
import { formatNumber, spaced } from "../../format.ts"
import { ChangeTable } from "./change-table.tsx"

export function DataChanges({ diff: { data } }: { readonly diff: Diff }) {
  const [isAll, setAll] = useState(false)
  const { same, changes, columns } = data
  const different = columns.filter(({ kind }) => kind !== "same")
  const shown = isAll ? columns : different
  return (
    <div className="stack">
      {same !== false && (
        <Notice tone={same === null ? "warn" : "good"} icon={same === null ? "alert" : "check"}>
          <p>
            {same === null
              ? "What one of them learned from is not known here."
              : "Both learned from the same file, byte for byte."}
          </p>
        </Notice>
      )}
      {changes.length > 0 && (
        <Card title="Rows" isPadded={false}>
          <ChangeTable label="Changes of the data" changes={changes} />
        </Card>
      )}
      {columns.length > 0 && (
        <Card
          title="Columns"
          actions={
            <label className="check">
              <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} />
              Those that are the same, too
            </label>
          }
          isPadded={false}
        >
          {shown.length === 0 ? <Empty icon="check" title="No column differs" /> : <ColumnChanges columns={shown} />}
        </Card>
      )}
    </div>
  )
}

const tones: Readonly<Record<ColumnChange["kind"], Tone>> = {
  added: "good",
  removed: "bad",
  changed: "warn",
  same: "plain",
}

export const ColumnChanges = ({ columns }: { readonly columns: readonly ColumnChange[] }) => (
  <Table
    label="Columns"
    head={
      <>
        <th scope="col">Column</th>
        <th scope="col">Kind</th>
        <th scope="col">What differs</th>
      </>
    }
  >
    {columns.map(({ column, kind, changes }) => (
      <tr key={column}>
        <th scope="row">{column}</th>
        <td className="tight">
          <Badge tone={tones[kind]}>{kind}</Badge>
        </td>
        <td>
          <ul className="stack-s">
            {changes.map(({ what, before, after }) => (
              <li key={what}>
                <span className="quiet">{spaced(what)}</span> <span className="mono value-before">{say(before)}</span> →{" "}
                <span className="mono value-after">{say(after)}</span>
              </li>
            ))}
          </ul>
        </td>
      </tr>
    ))}
  </Table>
)

const say = (value: string | number | null): string =>
  value === null ? "none" : typeof value === "number" ? formatNumber(value) : value
