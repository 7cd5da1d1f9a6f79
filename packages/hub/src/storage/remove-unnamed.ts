// Removes content that no table names and that was put there more than a day ago.
import type { Kysely } from "kysely"
import type { Database } from "../db/schema.ts"
import { release, released } from "./record-blob.ts"
import type { Storage } from "./storage.ts"

const dayMs = 24 * 60 * 60 * 1000
const minuteMs = 60 * 1000
const filesPerQuery = 500

export interface RemovalOptions {
  /** How long content stays that nobody names: a day, so that what was sent can still be named. */
  readonly olderThanMs?: number
  readonly signal?: AbortSignal | undefined
}

/** How many contents were removed. Never one that a transaction is about to name: it holds the row, or its `recordBlob` sees that the content is gone. */
export async function removeUnnamed(
  db: Kysely<Database>,
  storage: Storage,
  { olderThanMs = dayMs, signal }: RemovalOptions = {},
): Promise<number> {
  const before = new Date(Date.now() - olderThanMs)
  let removed = 0
  const recorded = await unnamed(db).where("b.created", "<", before).execute()
  for (const { sha256 } of recorded) {
    if (signal?.aborted === true) return removed
    if (await removeRecorded({ db, storage, before }, sha256)) removed += 1
  }
  return removed + (await removeUnrecorded({ db, storage, before }, signal))
}

/** Removes what was given up a while ago, checkpoints above all: waiting for a day they would fill the disk. How many. */
export async function removeReleased(
  db: Kysely<Database>,
  storage: Storage,
  { olderThanMs = minuteMs, signal }: RemovalOptions = {},
): Promise<number> {
  const before = new Date(Date.now() - olderThanMs)
  let removed = 0
  const found = await unnamed(db).where("b.created", "=", released).execute()
  for (const { sha256 } of found) {
    if (signal?.aborted === true) return removed
    if (await removeRecorded({ db, storage, before }, sha256)) removed += 1
  }
  return removed
}

/** Gives up content, and removes it at once where nothing else names it. A storage that only the hub may remove from leaves it to the hub. */
export async function removeGivenUp(db: Kysely<Database>, storage: Storage, sha256: string): Promise<void> {
  await release(db, sha256)
  await removeRecorded({ db, storage, before: new Date() }, sha256)
}

/** Recorded content that no table names. */
const unnamed = (db: Kysely<Database>) =>
  db
    .selectFrom("blob as b")
    .select("b.sha256")
    .where((query) =>
      query.not(
        query.exists(query.selectFrom("dataset_revision as r").whereRef("r.sha256", "=", "b.sha256").select("r.id")),
      ),
    )
    .where((query) =>
      query.not(
        query.exists(query.selectFrom("version_artifact as a").whereRef("a.sha256", "=", "b.sha256").select("a.path")),
      ),
    )
    .where((query) =>
      query.not(
        query.exists(query.selectFrom("version as v").whereRef("v.checkpoint_sha256", "=", "b.sha256").select("v.id")),
      ),
    )

interface Removal {
  readonly db: Kysely<Database>
  readonly storage: Storage
  readonly before: Date
}

function removeRecorded({ db, storage, before }: Removal, sha256: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    // Whoever names it holds its row; whoever wants to waits for us, and then finds it gone.
    const locked = await transaction
      .selectFrom("blob")
      .where("sha256", "=", sha256)
      .where("created", "<", before)
      .select("sha256")
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (locked === undefined) return false
    // Looked at again, now that nobody can begin to name it.
    const free = await unnamed(transaction).where("b.sha256", "=", sha256).executeTakeFirst()
    if (free === undefined || !(await storage.remove(sha256, before))) return false
    await transaction.deleteFrom("blob").where("sha256", "=", sha256).execute()
    return true
  })
}

/** What was put there, and then recorded by nobody. */
async function removeUnrecorded({ db, storage, before }: Removal, signal: AbortSignal | undefined): Promise<number> {
  let removed = 0
  let found: string[] = []
  const removeFound = async (): Promise<void> => {
    if (found.length === 0) return
    const known = await db.selectFrom("blob").where("sha256", "in", found).select("sha256").execute()
    const kept = new Set(known.map(({ sha256 }) => sha256))
    for (const sha256 of found.splice(0)) if (!kept.has(sha256) && (await storage.remove(sha256, before))) removed += 1
    found = []
  }
  for await (const { sha256, put } of storage.list()) {
    if (signal?.aborted === true) return removed
    if (put < before) found.push(sha256)
    if (found.length === filesPerQuery) await removeFound()
  }
  await removeFound()
  return removed
}

const firstMs = 10 * minuteMs

/** Removes it some minutes from now and then every day, and every minute what was given up; until disposed. */
export function keepStorageTidy(
  db: Kysely<Database>,
  storage: Storage,
  onFault: (error: unknown) => void,
): AsyncDisposable {
  const closing = new AbortController()
  let working: Promise<unknown> = Promise.resolve()
  const { signal } = closing
  // One after the other: two would look for the same.
  const work = (remove: typeof removeUnnamed): void => {
    working = working.then(() => remove(db, storage, { signal })).catch(onFault)
  }
  const timers = [
    setTimeout(work, firstMs, removeUnnamed),
    setInterval(work, dayMs, removeUnnamed),
    setInterval(work, minuteMs, removeReleased),
  ]
  for (const timer of timers) timer.unref()
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      for (const timer of timers) clearInterval(timer)
      await working
    },
  }
}
