// The tables of the hub, as Kysely sees them. Columns are named as the API's fields.
import type { Json } from "@fidelio/core"
import type {
  ColumnProfile,
  DatasetSource,
  Metrics,
  Objective,
  Problem,
  Progress,
  Revision,
  Role,
  Signature,
  Version,
  VersionStatus,
} from "@fidelio/client"
import type { ColumnType, Generated } from "kysely"

/** Set by the database where not given. */
type Time = ColumnType<Date, Date | undefined, Date>
type GivenTime = ColumnType<Date | null, Date | null | undefined, Date | null>
/** Written as text, read as what it says. */
type JsonColumn<T> = ColumnType<T, string, string>
type GivenJson<T> = ColumnType<T | null, string | null | undefined, string | null>

export interface Database {
  organisation: { id: Generated<boolean>; name: string; created: Time }
  user: {
    id: Generated<string>
    name: string
    email: string
    role: Role
    is_active: Generated<boolean>
    created: Time
    last_seen: GivenTime
  }
  sign_in_link: {
    id: Generated<string>
    user_id: string
    secret_hash: Buffer
    expires: Date
    used: GivenTime
    created: Time
  }
  session: {
    id: Generated<string>
    user_id: string
    /** The token that it was begun with: it ends with it. */
    token_id: string | null
    secret_hash: Buffer
    csrf_token: string
    created: Time
    expires: Date
  }
  token: {
    id: Generated<string>
    name: string
    kind: "personal" | "service"
    role: Role
    prefix: string
    secret_hash: Buffer
    user_id: string
    created: Time
    expires: GivenTime
    last_used: GivenTime
    revoked: GivenTime
  }
  dataset: {
    id: Generated<string>
    name: string
    description: string
    /** Of the revision that comes next. */
    next_revision: Generated<number>
    created_by: string
    created: Time
    updated: Time
    deleted: GivenTime
  }
  dataset_revision: {
    id: Generated<string>
    dataset_id: string
    number: number
    sha256: string
    bytes: number
    rows: number
    format: string
    source: JsonColumn<DatasetSource>
    profile: JsonColumn<readonly ColumnProfile[]>
    /** How many there are in the profile; kept by the database. */
    columns: ColumnType<number, never, never>
    preview: JsonColumn<Revision["preview"]>
    created_by: string
    created: Time
  }
  repository: {
    id: Generated<string>
    name: string
    description: string
    owner_id: string
    tags: string[]
    /** The version that it was forked from. */
    forked_from: string | null
    /** Of the version that comes next. */
    next_number: Generated<number>
    // ── kept by the database itself, for lists ──
    versions: Generated<number>
    latest_id: Generated<string | null>
    contributors: Generated<string[]>
    /** Names. */
    datasets: Generated<string[]>
    /** Alias → number. */
    aliases: ColumnType<Record<string, number>, never, never>
    /** Name, description and tags in small letters. */
    searched: ColumnType<string, never, never>
    created: Time
    updated: Time
    deleted: GivenTime
  }
  draft: {
    id: Generated<string>
    repository_id: string
    config: string
    dataset_revision_id: string | null
    parent_id: string | null
    description: string
    author_id: string
    created: Time
    updated: Time
  }
  version: {
    id: Generated<string>
    repository_id: string
    number: number
    status: VersionStatus
    description: string
    origin: "trained" | "pushed" | "forked"
    model_type: Version["model_type"]
    author_id: string
    parent_id: string | null
    dataset_revision_id: string | null
    config: string
    rendered_config: JsonColumn<Json>
    outputs: JsonColumn<Version["outputs"]>
    seed: number
    objective: GivenJson<Objective>
    metrics: JsonColumn<Metrics>
    split: GivenJson<NonNullable<Version["split"]>>
    model: GivenJson<NonNullable<Version["model"]>>
    signature: GivenJson<Signature>
    environment: JsonColumn<Version["environment"]>
    error: GivenJson<Problem>
    queued_at: GivenTime
    preprocessing_at: GivenTime
    training_at: GivenTime
    evaluating_at: GivenTime
    ended: GivenTime
    created: Time
    deleted: GivenTime
    // ── the work on it; a writer must hold the lease ──
    /** Raised by each worker that takes it up: a write under an older one is refused. */
    lease: Generated<number>
    /** Take-ups since its last checkpoint that ended without a word. */
    lost: Generated<number>
    worker: string | null
    heartbeat: GivenTime
    progress: GivenJson<Progress>
    cancel_requested: Generated<boolean>
    /** Of the archive of the run's last checkpoint. */
    checkpoint_sha256: string | null
  }
  /** To read from: versions with the names of what they refer to, deleted ones too. */
  version_view: Database["version"] & {
    repository: string
    repository_deleted: Date | null
    author_name: string
    parent_number: number | null
    parent_repository: string | null
    dataset: string | null
    dataset_revision: number | null
    dataset_sha256: string | null
    aliases: string[]
  }
  evaluation: {
    version_id: string
    index: number
    epoch: number
    step: number
    seconds: number
    metrics: JsonColumn<Metrics>
  }
  log_line: {
    version_id: string
    sequence: number
    at: Time
    level: "info" | "warning" | "error"
    message: string
  }
  /** Content of the storage that is whole: written by `recordBlob`, in the transaction that names it. */
  blob: { sha256: string; bytes: number; created: Time }
  version_artifact: { version_id: string; path: string; sha256: string; media_type: string }
  alias: {
    repository_id: string
    name: string
    version_id: string
    moved_by: string
    moved: Time
  }
  alias_move: {
    id: Generated<number>
    repository_id: string
    name: string
    from_number: number | null
    to_number: number | null
    moved_by: string
    at: Time
  }
  worker: {
    name: string
    host: string
    concurrency: number
    started: Time
    heartbeat: Time
  }
  audit: {
    id: Generated<number>
    at: Time
    actor_id: string | null
    token_id: string | null
    action: string
    object_type: string
    object: string
    before: GivenJson<Json>
    after: GivenJson<Json>
  }
  idempotency_key: {
    user_id: string
    key: string
    operation: string
    /** SHA-256 of address and body. */
    request_hash: Buffer
    /** Whether the answer is there. */
    is_done: Generated<boolean>
    answer: GivenJson<Json>
    created: Time
  }
  /** What the hub keeps of itself: its address for workers on other machines, the secret that they show. */
  setting: { name: string; value: JsonColumn<Json> }
}
