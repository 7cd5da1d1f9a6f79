// A labelled place to type or choose, with its hint and what is wrong with it.
import { useId, type ComponentProps, type ReactNode } from "react"
import { Icon } from "./icon.tsx"

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

interface Wiring {
  readonly id: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": true | undefined
  readonly className: string
}

function Field({ label, hint, error, children }: FieldProps & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const noteId = `${id}note`
  const isNoted = hint !== undefined || error !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": isNoted ? noteId : undefined,
        "aria-invalid": error === undefined ? undefined : true,
        className: "input",
      })}
      {isNoted && (
        <p id={noteId} className={error === undefined ? "hint" : "wrong"}>
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

export const TextField = ({ label, hint, error, ...rest }: FieldProps & ComponentProps<"input">) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <input type="text" {...rest} {...wiring} />}
  </Field>
)

export const TextArea = ({ label, hint, error, ...rest }: FieldProps & ComponentProps<"textarea">) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <textarea {...rest} {...wiring} />}
  </Field>
)

export interface Choice {
  readonly value: string
  readonly label: string
}

type SelectProps = FieldProps & ComponentProps<"select"> & { readonly choices: readonly Choice[] }

export const SelectField = ({ label, hint, error, choices, ...rest }: SelectProps) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => (
      <select {...rest} {...wiring}>
        <Options choices={choices} />
      </select>
    )}
  </Field>
)

const Options = ({ choices }: { readonly choices: readonly Choice[] }) =>
  choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ))

/** A choice whose label is read out but not shown. */
export const BareSelect = ({ label, choices, ...rest }: Omit<SelectProps, "hint" | "error">) => (
  <select aria-label={label} {...rest} className="input input-narrow">
    <Options choices={choices} />
  </select>
)

interface SearchProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

export const SearchField = ({ label, value, onChange }: SearchProps) => (
  <div className="search">
    <Icon name="search" />
    <input
      type="search"
      className="input"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  </div>
)

interface SegmentsProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** One of a few, all of them to be seen. */
export function Segments<T extends string>({ label, value, choices, onChange }: SegmentsProps<T>) {
  const name = useId()
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}
