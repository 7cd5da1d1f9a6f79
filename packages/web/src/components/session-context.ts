// Who is signed in, for the parts of a page that depend on it.
import { createContext, use } from "react"
import type { Role, Session } from "@fidelio/client"

export const SessionContext = createContext<Session | undefined>(undefined)

const ranks: Readonly<Record<Role, number>> = { viewer: 0, editor: 1, admin: 2 }

/** Whether whoever is signed in may do what takes this role. */
export function useMay(role: Role): boolean {
  const session = use(SessionContext)
  return session !== undefined && ranks[session.role] >= ranks[role]
}

export const useSession = (): Session | undefined => use(SessionContext)
