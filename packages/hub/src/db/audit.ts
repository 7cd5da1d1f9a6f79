// The record of every change, written in the transaction that makes it.
import type { Json } from "@fidelio/core"
import type { Transaction } from "kysely"
import type { Actor } from "../context.ts"
import type { Database } from "./schema.ts"

export interface AuditedChange {
  /** `version.create`, `alias.move`, … */
  readonly action: string
  /** `repository`, `version`, `token`, … */
  readonly object_type: string
  /** `titanic`, `titanic@3`, an id, … */
  readonly object: string
  /** What of it changed, before and after; never a secret. */
  readonly before?: Json | undefined
  readonly after?: Json | undefined
}

/** `actor`: undefined for what the hub does by itself. */
export async function audit(
  transaction: Transaction<Database>,
  actor: Pick<Actor, "userId" | "tokenId"> | undefined,
  { before, after, ...change }: AuditedChange,
): Promise<void> {
  await transaction
    .insertInto("audit")
    .values({
      ...change,
      actor_id: actor?.userId ?? null,
      token_id: actor?.tokenId ?? null,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
    })
    .execute()
}
