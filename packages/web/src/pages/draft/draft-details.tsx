// What a draft is about, and which data it will be trained on.
import { useInfiniteQuery } from "@tanstack/react-query"
import { SelectField, TextField } from "../../components/field.tsx"
import { datasetsQuery } from "../../queries.ts"
import type { DraftValues } from "./use-draft-text.ts"

interface DraftDetailsProps {
  readonly values: DraftValues
  readonly isReadOnly: boolean
  readonly onChange: (change: Partial<DraftValues>) => void
}

export function DraftDetails({ values: { dataset, description }, isReadOnly, onChange }: DraftDetailsProps) {
  const query = useInfiniteQuery(datasetsQuery())
  const newest = (query.data?.pages.flatMap(({ items }) => items) ?? []).flatMap(({ name, latest }) =>
    latest === null ? [] : [`${name}@${latest.revision}`],
  )
  const refs = [...new Set([...(dataset === null ? [] : [dataset]), ...newest])]
  return (
    <div className="details">
      <TextField
        label="Description"
        value={description}
        onChange={(event) => onChange({ description: event.target.value })}
        placeholder="What is tried, in a sentence"
        disabled={isReadOnly}
        maxLength={10_000}
      />
      <SelectField
        label="Data"
        value={dataset ?? ""}
        onChange={(event) => onChange({ dataset: event.target.value === "" ? null : event.target.value })}
        choices={[
          ...(dataset === null ? [{ value: "", label: "Choose data" }] : []),
          ...refs.map((value) => ({ value, label: value })),
        ]}
        disabled={isReadOnly}
      />
    </div>
  )
}
