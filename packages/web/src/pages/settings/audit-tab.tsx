// The record of every change: who, when, what, and what it was before.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { useDeferredValue, useState } from "react"
import type { AuditEntry } from "@fidelio/client"
import { Card, Table } from "../../components/card.tsx"
import { SearchField } from "../../components/field.tsx"
import { Icon } from "../../components/icon.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { auditQuery } from "../../queries.ts"

const wordOf = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim())

export function AuditTab() {
  const [object, setObject] = useState("")
  const [action, setAction] = useState("")
  const query = useInfiniteQuery({
    ...auditQuery({ object: wordOf(useDeferredValue(object)), action: wordOf(useDeferredValue(action)) }),
    placeholderData: keepPreviousData,
  })
  return (
    <div className="stack">
      <div className="row">
        <SearchField label="Object: titanic@3" value={object} onChange={setObject} />
        <SearchField label="Action: version.create" value={action} onChange={setAction} />
      </div>
      <Card title="Audit log" isPadded={false}>
        <PagedView query={query} empty={<Empty icon="search" title="No changes fit" />}>
          {(entries: readonly AuditEntry[]) => (
            <Table
              label="Changes"
              head={
                <>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">Action</th>
                  <th scope="col">Object</th>
                  <th scope="col">Change</th>
                </>
              }
            >
              {entries.map((entry) => (
                <EntryRow key={entry.id} entry={entry} />
              ))}
            </Table>
          )}
        </PagedView>
      </Card>
    </div>
  )
}

const EntryRow = ({
  entry: { at, actor, token_id, token_name, action, object, object_name, object_type, before, after },
}: {
  readonly entry: AuditEntry
}) => (
  <tr>
    <td className="tight quiet">
      <Ago time={at} />
    </td>
    <td className="tight">
      {actor === null ? <span className="quiet">the hub</span> : <Person user={actor} />}
      {token_id !== null && (
        <div className="quiet small">
          <Icon name="key" size={12} /> <span className="hidden">by token </span>
          {token_name ?? token_id}
        </div>
      )}
    </td>
    <th scope="row" className="mono tight">
      {action}
    </th>
    <td>
      <span title={object_name === null ? undefined : object}>{object_name ?? object}</span>{" "}
      <span className="quiet small">{object_type}</span>
    </td>
    <td>
      {before === null && after === null ? (
        <span className="quiet">–</span>
      ) : (
        <details>
          <summary>What changed</summary>
          <div className="stack-s mono">
            {before !== null && <span className="value-before">{JSON.stringify(before, null, 1)}</span>}
            {after !== null && <span className="value-after">{JSON.stringify(after, null, 1)}</span>}
          </div>
        </details>
      )}
    </td>
  </tr>
)
