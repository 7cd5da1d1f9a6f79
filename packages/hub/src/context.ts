// What the handlers of routes work with.
import type { Kysely, Transaction } from "kysely"
import type { Role } from "@fidelio/client"
import type { ConfigReader } from "./configs/config-reader.ts"
import type { Database } from "./db/schema.ts"
import type { VersionFeeds } from "./events/version-feeds.ts"
import type { JobQueue } from "./jobs/job-queue.ts"
import type { Storage } from "./storage/storage.ts"
import type { TryModels } from "./try/try-models.ts"

export interface HubLimits {
  /** Bytes of a JSON body. */
  readonly maxBody: number
  /** Bytes of an uploaded file. */
  readonly maxUpload: number
}

export interface HubContext {
  readonly db: Kysely<Database>
  readonly storage: Storage
  readonly queue: JobQueue
  readonly configs: ConfigReader
  /** Models that answer predictions. */
  readonly models: TryModels
  /** Trainings as they happen. */
  readonly feeds: VersionFeeds
  readonly limits: HubLimits
  /** Folders below which datasets may be read by path; none: not at all. */
  readonly dataDirectories: readonly string[]
  /** Folder for what is being worked on; emptied on start. */
  readonly temporary: string
  /** `http://127.0.0.1:8080`: how people reach it. */
  readonly url: string
}

/** Who asks, and by what. */
export interface Actor {
  readonly userId: string
  readonly name: string
  /** The lower of the user's and the token's. */
  readonly role: Role
  readonly tokenId: string | null
  readonly sessionId: string | null
  /** Where an Idempotency-Key was sent: keeps the answer of the creation under it, in the transaction of the creation. */
  readonly keepAnswer?: ((transaction: Transaction<Database>, answer: unknown) => Promise<void>) | undefined
}
