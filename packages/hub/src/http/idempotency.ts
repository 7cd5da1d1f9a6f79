// The same creation, sent again under the same key, is done once and answered as it was the first time.
import { hash } from "node:crypto"
import type { Json } from "@fidelio/core"
import { FidelioError } from "@fidelio/core/errors"
import { sql, type Kysely } from "kysely"
import type { Database } from "../db/schema.ts"

export interface Creation {
  readonly userId: string
  readonly key: string
  /** Its `operationId`. */
  readonly operation: string
  /** Address and body: what must be the same. */
  readonly request: string
}

export interface CreationAnswer {
  readonly body: Json
  /** Whether this is the answer of the first time. */
  readonly isReplay: boolean
}

const goodKey = /^[\x21-\x7e]{1,200}$/

export function checkKey(key: string): void {
  if (goodKey.test(key)) return
  throw new FidelioError("hub/request", "The Idempotency-Key has to be 1 to 200 visible characters of ASCII.", {
    at: "Idempotency-Key",
    hint: "A UUID does.",
  })
}

/** Keeps an answer under the key, in the transaction that makes what is answered. */
export type KeepAnswer = (transaction: Kysely<Database>, answer: unknown) => Promise<void>

/** How long a creation that is sent again waits for the one before it. */
const waitMs = 20_000
const lookEveryMs = 100

/** Creations under keys, each done once: what is created and its answer are kept in one transaction. */
export class Creations {
  readonly #db: Kysely<Database>
  /** Keys of those that are being done here. */
  readonly #underWay = new Set<string>()

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  /** Does the creation, or waits for the one that is being done under the key, and gives its answer. */
  async once(creation: Creation, create: (keep: KeepAnswer) => Promise<Json>): Promise<CreationAnswer> {
    const request: RequestOfKey = { ...creation, hash: hash("sha256", creation.request, "buffer") }
    const name = `${creation.userId} ${creation.key}`
    for (let waited = 0; waited < waitMs; waited += lookEveryMs) {
      if (!this.#underWay.has(name)) {
        this.#underWay.add(name)
        try {
          const found = await begin(this.#db, request)
          return "body" in found ? found : await this.#create(request, found.began, create)
        } finally {
          this.#underWay.delete(name)
        }
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    }
    throw new FidelioError("hub/busy", "The same creation is under way.", { hint: "Send it again." })
  }

  async #create(
    request: RequestOfKey,
    began: Date,
    create: (keep: KeepAnswer) => Promise<Json>,
  ): Promise<CreationAnswer> {
    let isKept = false
    const keep: KeepAnswer = async (transaction, answer) => {
      const kept = await rowOf(transaction, request, began)
        .set({ is_done: true, answer: JSON.stringify(answer) })
        .executeTakeFirst()
      if (kept.numUpdatedRows === 0n)
        throw new FidelioError("hub/busy", "Another hub has taken this creation over.", { hint: "Send it again." })
      isKept = true
    }
    try {
      const body = await create(keep)
      if (!isKept) await keep(this.#db, body)
      return { body, isReplay: false }
    } catch (error) {
      // Nothing was created: the key may be used again. Where the database is away, who comes next finds it undone.
      await forget(this.#db, request, began).catch(() => undefined)
      throw error
    }
  }
}

interface RequestOfKey extends Creation {
  readonly hash: Buffer
}

/** The row of a creation that was begun then: of another that took it over it is not. */
const rowOf = (db: Kysely<Database>, { userId, key }: Creation, began: Date) =>
  db
    .updateTable("idempotency_key")
    .where("user_id", "=", userId)
    .where("key", "=", key)
    .where("created", "=", began)
    .where("is_done", "=", false)

async function forget(db: Kysely<Database>, { userId, key }: Creation, began: Date): Promise<void> {
  await db
    .deleteFrom("idempotency_key")
    .where("user_id", "=", userId)
    .where("key", "=", key)
    .where("created", "=", began)
    .where("is_done", "=", false)
    .execute()
}

/** Takes the key, also from one that was begun and is not under way: its hub was killed, or lost its database. Or gives the answer. */
async function begin(
  db: Kysely<Database>,
  { userId, key, operation, hash: request_hash }: RequestOfKey,
): Promise<CreationAnswer | { readonly began: Date }> {
  const taken = await db
    .insertInto("idempotency_key")
    .values({ user_id: userId, key, operation, request_hash })
    .onConflict((conflict) =>
      conflict
        .columns(["user_id", "key"])
        // A later time than the one before: by it the two are told apart.
        .doUpdateSet({ created: later, operation, request_hash })
        .where("idempotency_key.is_done", "=", false),
    )
    .returning("created as began")
    .executeTakeFirst()
  if (taken !== undefined) return taken
  const row = await db
    .selectFrom("idempotency_key")
    .select(["operation", "request_hash", "answer"])
    .where("user_id", "=", userId)
    .where("key", "=", key)
    .executeTakeFirst()
  if (row === undefined)
    throw new FidelioError("hub/busy", "The answer under this key has just been removed.", { hint: "Send it again." })
  if (row.operation !== operation || !row.request_hash.equals(request_hash)) throw usedBefore
  return { body: row.answer, isReplay: true }
}

const later = sql<Date>`greatest(clock_timestamp(), idempotency_key.created + interval '1 millisecond')`

const usedBefore = new FidelioError("hub/idempotency", "The Idempotency-Key was used before, for another request.", {
  at: "Idempotency-Key",
  hint: "Make a new key for each creation; use one again only for the very same request.",
})
