// A change: a transaction, and who makes it.
import type { Kysely, Transaction } from "kysely"
import type { Actor } from "../context.ts"
import type { Database } from "./schema.ts"

export interface Change {
  readonly transaction: Transaction<Database>
  readonly actor: Actor
}

/** Does a work in a transaction of its own. */
export const change = <T>(db: Kysely<Database>, actor: Actor, work: (change: Change) => Promise<T>): Promise<T> =>
  db.transaction().execute((transaction) => work({ transaction, actor }))

/** What makes something, and what reads how it is then. */
export interface Creation<T, A> {
  readonly make: (change: Change) => Promise<T>
  readonly read: (transaction: Transaction<Database>, made: T) => Promise<A>
}

/** Makes something in a transaction of its own, which also keeps the answer: sent again under its key, it is not made twice. */
export const create = <T, A>(db: Kysely<Database>, actor: Actor, { make, read }: Creation<T, A>): Promise<A> =>
  change(db, actor, async (made) => {
    const answer = await read(made.transaction, await make(made))
    await actor.keepAnswer?.(made.transaction, answer)
    return answer
  })
