// What need not be kept: sessions and links that are over, and answers that nobody will ask for again.
import type { Kysely } from "kysely"
import type { Database } from "./schema.ts"

const hour = 3_600_000
const day = 24 * hour

/** Creations are sent again within minutes; two days leave room for a weekend's outage. */
const keepAnswersMs = 2 * day

async function removeExpired(db: Kysely<Database>): Promise<void> {
  const now = new Date()
  await db.deleteFrom("session").where("expires", "<", now).execute()
  await db.deleteFrom("sign_in_link").where("expires", "<", now).execute()
  await db
    .deleteFrom("idempotency_key")
    .where("created", "<", new Date(now.getTime() - keepAnswersMs))
    .execute()
}

/** Removes it now and every hour, until disposed. */
export function keepTidy(db: Kysely<Database>, onFault: (error: unknown) => void): AsyncDisposable {
  let working = Promise.resolve()
  const work = (): void => void (working = removeExpired(db).catch(onFault))
  work()
  const timer = setInterval(work, hour)
  timer.unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await working
    },
  }
}
