// Where a worker's storage is: in a folder that it sees, or at the hub, by what the hub has left in the database.
import { randomBytes } from "node:crypto"
import type { Kysely } from "kysely"
import { FidelioError } from "@fidelio/core"
import { z } from "zod"
import type { Database } from "../db/schema.ts"
import { createDiskStorage } from "../storage/disk-storage.ts"
import { createHubStorage, type HubPlace } from "../storage/hub-storage.ts"
import type { Storage } from "../storage/storage.ts"

export type StoragePlace = { readonly folder: string } | HubPlace

/** `temporary`: a folder for what is on its way from and to a hub elsewhere. */
export const openStorage = async (place: StoragePlace, temporary: string): Promise<Storage> =>
  "folder" in place ? await createDiskStorage(place.folder) : createHubStorage(place, { temporary })

const secretName = "worker_secret"
const addressName = "worker_address"

/** The secret by which workers get files; made at the hub's first start. */
export async function workerSecret(db: Kysely<Database>): Promise<string> {
  const value = JSON.stringify(randomBytes(32).toString("base64url"))
  await db
    .insertInto("setting")
    .values({ name: secretName, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await readSetting(db, secretName))!
}

/** Tells workers where the hub is. */
export async function announceHub(db: Kysely<Database>, url: string): Promise<void> {
  const value = JSON.stringify(url)
  await db
    .insertInto("setting")
    .values({ name: addressName, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute()
}

/** The hub, by what it left in its database. */
export async function findHub(db: Kysely<Database>): Promise<HubPlace> {
  const [url, secret] = [await readSetting(db, addressName), await readSetting(db, secretName)]
  if (url !== undefined && secret !== undefined) return { url, secret }
  throw new FidelioError("hub/unreachable", "The hub of this database has not said where it is.", {
    hint: "Start the hub first, or give --storage: the folder of its datasets and models.",
  })
}

async function readSetting(db: Kysely<Database>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", name).executeTakeFirst()
  return row === undefined ? undefined : z.string().parse(row.value)
}
