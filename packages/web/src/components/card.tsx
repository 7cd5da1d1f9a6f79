// A framed part of a page with a heading, and a table that scrolls by itself where it is too wide.
import type { ReactNode } from "react"

interface CardProps {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Room around the content; tables have none. */
  readonly isPadded?: boolean
}

export const Card = ({ title, actions, children, isPadded = true }: CardProps) => (
  <section className="card">
    {title !== undefined && (
      <header>
        <h2>{title}</h2>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
    )}
    {isPadded ? <div className="card-body">{children}</div> : children}
  </section>
)

interface TableProps {
  /** Read out before the table. */
  readonly label: string
  readonly head: ReactNode
  readonly children: ReactNode
}

/** Can be reached by keyboard, so that it can be scrolled by it. */
export const Table = ({ label, head, children }: TableProps) => (
  <div className="scroll" role="region" aria-label={label} tabIndex={0}>
    <table className="table">
      <caption className="hidden">{label}</caption>
      <thead>
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

interface Fact {
  readonly name: string
  readonly value: ReactNode
}

/** Names and values; a fact without a value is left out. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(
      ({ name, value }) =>
        value !== undefined &&
        value !== null && (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
    )}
  </dl>
)
