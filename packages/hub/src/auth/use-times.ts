// When tokens and people were last seen: written down once a minute at most, however many requests come at once.
import type { Kysely } from "kysely"
import type { Database } from "../db/schema.ts"

const writeEveryMs = 60_000

export interface UseTimes {
  /** `lastUsed`: what the database has. */
  ofToken(id: string, lastUsed: Date | null): Promise<void>
  ofUser(id: string, lastSeen: Date | null): Promise<void>
}

export function useTimes(db: Kysely<Database>): UseTimes {
  const written = new Map<string, number>()
  const isDue = (id: string, last: Date | null): boolean => {
    const now = Date.now()
    if (now - Math.max(last?.getTime() ?? 0, written.get(id) ?? 0) < writeEveryMs) return false
    written.set(id, now) // those that come while it is written need not wait for the row
    return true
  }
  return {
    async ofToken(id, lastUsed) {
      if (isDue(id, lastUsed))
        await db.updateTable("token").set({ last_used: new Date() }).where("id", "=", id).execute()
    },
    async ofUser(id, lastSeen) {
      if (isDue(id, lastSeen))
        await db.updateTable("user").set({ last_seen: new Date() }).where("id", "=", id).execute()
    },
  }
}
