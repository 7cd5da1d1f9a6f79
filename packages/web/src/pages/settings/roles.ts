// Roles, as they are said to people.
import type { Role } from "@fidelio/client"
import { useSession } from "../../components/session-context.ts"

const all = ["viewer", "editor", "admin"] as const satisfies readonly Role[]

const sayings: Readonly<Record<Role, string>> = {
  viewer: "viewer: looks at everything, predicts",
  editor: "editor: also trains, uploads, forks, moves aliases",
  admin: "admin: also members, tokens and the audit log",
}

export const roleChoices = all.map((value) => ({ value, label: sayings[value] }))

/** Nobody gives away more than they may themselves. */
export function useGrantableRoles(): typeof roleChoices {
  const own = useSession()?.role ?? "viewer"
  return roleChoices.slice(0, all.indexOf(own) + 1)
}

export const roleOf = (text: string): Role => all.find((role) => role === text) ?? "viewer"
