// Who did something, by initials and name.
import type { UserRef } from "@fidelio/client"
import { initials } from "../format.ts"

/** The same person has the same colour everywhere. */
const hueOf = (id: string): number => Array.from(id).reduce((hue, letter) => (hue * 31 + letter.charCodeAt(0)) % 360, 7)

interface PersonProps {
  readonly user: UserRef
  /** Initials alone; the name is read out and shown under the pointer. */
  readonly isShort?: boolean
}

export const Person = ({ user, isShort = false }: PersonProps) => (
  <span className="person" title={isShort ? user.name : undefined}>
    <span aria-hidden="true" style={{ "--hue": hueOf(user.id) }}>
      {initials(user.name)}
    </span>
    <span className={isShort ? "hidden" : ""}>{user.name}</span>
  </span>
)

const mostShown = 5

export const People = ({ users }: { readonly users: readonly UserRef[] }) => (
  <span className="people">
    {users.slice(0, mostShown).map((user) => (
      <Person key={user.id} user={user} isShort />
    ))}
    {users.length > mostShown && <span className="quiet small"> +{users.length - mostShown}</span>}
  </span>
)
