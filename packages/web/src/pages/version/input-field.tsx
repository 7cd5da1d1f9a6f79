// A field for one input of a model: a choice of its labels, or a number with the range that it learned from.
import { SelectField, TextField } from "../../components/field.tsx"
import { formatNumber } from "../../format.ts"
import type { InputColumn } from "./try-row.ts"

interface InputFieldProps {
  readonly input: InputColumn
  readonly value: string
  readonly onChange: (value: string) => void
}

/** With more labels than this a list of choices is slower than typing. */
const mostChoices = 200

export function InputField({ input, value, onChange }: InputFieldProps) {
  const { column, type, labels = [], range, is_required } = input
  if (labels.length > 0 && labels.length <= mostChoices)
    return (
      <SelectField
        label={column}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        choices={[
          ...(is_required ? [] : [{ value: "", label: "missing" }]),
          ...labels.map((label) => ({ value: label, label })),
        ]}
      />
    )
  const listId = labels.length > 0 ? `labels-${column}` : undefined
  return (
    <>
      <TextField
        label={column}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        type={type === "number" ? "number" : "text"}
        step="any"
        list={listId}
        required={is_required}
        hint={range === undefined ? undefined : `Seen: ${formatNumber(range.min)} to ${formatNumber(range.max)}`}
      />
      {listId !== undefined && (
        <datalist id={listId}>
          {labels.slice(0, 2000).map((label) => (
            <option key={label} value={label} />
          ))}
        </datalist>
      )}
    </>
  )
}
