// Content of the storage, made known to the database by those who name it.
import { FidelioError } from "@fidelio/core"
import { sql, type Kysely, type Transaction } from "kysely"
import type { Database } from "../db/schema.ts"
import type { Storage, StoredBlob } from "./storage.ts"

/**
 * Records content that was put into the storage, in the transaction that names it in another table: from here on
 * nobody removes it. Where a removal came before, which takes content that lay there unused for a day, it has to be put again.
 */
export async function recordBlob(
  transaction: Transaction<Database>,
  storage: Pick<Storage, "has">,
  { sha256, bytes }: StoredBlob,
): Promise<void> {
  // The row's lock is what a removal waits for, so the look at the storage comes after it.
  await transaction
    .insertInto("blob")
    .values({ sha256, bytes })
    .onConflict((conflict) => conflict.column("sha256").doUpdateSet({ created: sql`now()` }))
    .execute()
  if (await storage.has(sha256)) return
  throw new FidelioError("hub/busy", `Content ${sha256} was being removed while it was sent.`, {
    hint: "Send it again.",
  })
}

/** In the order of their names: two that record the same wait for each other. */
export async function recordBlobs(
  transaction: Transaction<Database>,
  storage: Pick<Storage, "has">,
  blobs: readonly StoredBlob[],
): Promise<void> {
  const bySha256 = new Map(blobs.map((blob) => [blob.sha256, blob]))
  for (const sha256 of [...bySha256.keys()].toSorted()) await recordBlob(transaction, storage, bySha256.get(sha256)!)
}

/** The time of content that whoever named it alone has given up: it goes without the day that other content stays. */
export const released = new Date(0)

/** Gives up content: the hub removes it within minutes, where nothing names it. */
export async function release(db: Kysely<Database>, sha256: string): Promise<void> {
  await db.updateTable("blob").set({ created: released }).where("sha256", "=", sha256).execute()
}
