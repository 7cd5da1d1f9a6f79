// Everything that a hub has acknowledged, as those who were told keep it.
import type { AuditEntry, HubClient, Version } from "../../../packages/client/src/index.ts"

/** A creation that can be sent again under its key. */
export interface SentCreation {
  readonly what: string
  readonly key: string
  readonly send: (client: HubClient, key: string) => Promise<unknown>
  readonly answer: unknown
}

export interface KnownVersion {
  readonly repository: string
  readonly number: number
  readonly id: string
  /** Its own among all versions. */
  readonly description: string
  readonly origin: Version["origin"]
}

export interface KnownRevision {
  readonly dataset: string
  readonly revision: number
  readonly sha256: string
  readonly content: Uint8Array
}

export class Ledger {
  readonly repositories = new Map<string, string>()
  readonly revisions: KnownRevision[] = []
  readonly versions: KnownVersion[] = []
  /** Alias → the versions that it has named, in order. */
  readonly aliases = new Map<string, number[]>()
  /** What was given out under a key. */
  readonly creations: SentCreation[] = []
  /** Versions that were seen ready: what was told of them then. */
  readonly ready = new Map<string, string>()
  /** Rows of the audit log that were seen, by id. */
  readonly audit = new Map<AuditEntry["id"], string>()
  /** Changes of which the audit log must have exactly one row: `action object`. */
  readonly changes: string[] = []
  /** Answers that no client should have got. */
  readonly refused: string[] = []
  /** Requests that were answered, and those that had to be sent more than once. */
  answered = 0
  repeated = 0
}
