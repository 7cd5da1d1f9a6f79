// The first tables. Times have the milliseconds of JavaScript, so that a cursor made of one names a row exactly.
// Documents that people see in the order in which they were made are json, which keeps it; jsonb does not.
import { sql, type Kysely } from "kysely"
import type { Migration } from "kysely/migration"

const statements = [
  `create table "organisation" (
    id boolean primary key default true check (id),
    name text not null,
    created timestamptz(3) not null default now()
  )`,
  `create table "user" (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    email text not null,
    role text not null check (role in ('viewer', 'editor', 'admin')),
    is_active boolean not null default true,
    created timestamptz(3) not null default now(),
    last_seen timestamptz(3)
  )`,
  `create unique index user_email on "user" (lower(email))`,
  `create table sign_in_link (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references "user",
    secret_hash bytea not null unique,
    expires timestamptz(3) not null,
    used timestamptz(3),
    created timestamptz(3) not null default now()
  )`,
  `create table "token" (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    kind text not null check (kind in ('personal', 'service')),
    role text not null check (role in ('viewer', 'editor', 'admin')),
    prefix text not null,
    secret_hash bytea not null unique,
    user_id uuid not null references "user",
    created timestamptz(3) not null default now(),
    expires timestamptz(3),
    last_used timestamptz(3),
    revoked timestamptz(3)
  )`,
  `create table "session" (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references "user",
    token_id uuid references "token",
    secret_hash bytea not null unique,
    csrf_token text not null,
    created timestamptz(3) not null default now(),
    expires timestamptz(3) not null
  )`,
  `create table dataset (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    description text not null,
    next_revision integer not null default 1,
    created_by uuid not null references "user",
    created timestamptz(3) not null default now(),
    updated timestamptz(3) not null default now(),
    deleted timestamptz(3)
  )`,
  `create index dataset_updated on dataset (updated desc, id desc) where deleted is null`,
  `create table blob (
    sha256 text primary key,
    bytes bigint not null,
    created timestamptz(3) not null default now()
  )`,
  `create table dataset_revision (
    id uuid primary key default gen_random_uuid(),
    dataset_id uuid not null references dataset,
    number integer not null,
    sha256 text not null references blob,
    bytes bigint not null,
    rows bigint not null,
    format text not null,
    source jsonb not null,
    profile jsonb not null,
    columns integer generated always as (jsonb_array_length(profile)) stored,
    preview jsonb not null,
    created_by uuid not null references "user",
    created timestamptz(3) not null default now(),
    unique (dataset_id, number)
  )`,
  `create index dataset_revision_blob on dataset_revision (sha256)`,
  `create table repository (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    description text not null,
    owner_id uuid not null references "user",
    tags text[] not null default '{}',
    forked_from uuid,
    next_number integer not null default 1,
    created timestamptz(3) not null default now(),
    updated timestamptz(3) not null default now(),
    deleted timestamptz(3)
  )`,
  `create index repository_updated on repository (updated desc, id desc) where deleted is null`,
  `create index repository_tags on repository using gin (tags)`,
  `create table version (
    id uuid primary key default gen_random_uuid(),
    repository_id uuid not null references repository,
    number integer not null,
    status text not null check (status in ('queued', 'preprocessing', 'training', 'evaluating', 'ready', 'failed', 'cancelled')),
    description text not null,
    origin text not null check (origin in ('trained', 'pushed', 'forked')),
    model_type text not null,
    author_id uuid not null references "user",
    parent_id uuid references version,
    dataset_revision_id uuid references dataset_revision,
    config text not null,
    rendered_config json not null,
    outputs jsonb not null,
    seed integer not null,
    objective jsonb,
    metrics json not null default '{}',
    split jsonb,
    model jsonb,
    signature jsonb,
    environment json not null default '{}',
    error jsonb,
    queued_at timestamptz(3),
    preprocessing_at timestamptz(3),
    training_at timestamptz(3),
    evaluating_at timestamptz(3),
    ended timestamptz(3),
    created timestamptz(3) not null default now(),
    deleted timestamptz(3),
    lease integer not null default 0,
    lost integer not null default 0,
    worker text,
    heartbeat timestamptz(3),
    progress jsonb,
    cancel_requested boolean not null default false,
    checkpoint_sha256 text references blob,
    unique (repository_id, number)
  )`,
  `create index version_under_way on version (created)
    where status in ('queued', 'preprocessing', 'training', 'evaluating')`,
  `create index version_created on version (created desc, id desc)`,
  `create index version_parent on version (parent_id)`,
  `create index version_dataset on version (dataset_revision_id)`,
  `create index version_checkpoint on version (checkpoint_sha256) where checkpoint_sha256 is not null`,
  `alter table repository add foreign key (forked_from) references version`,
  `create table draft (
    id uuid primary key default gen_random_uuid(),
    repository_id uuid not null references repository,
    config text not null,
    dataset_revision_id uuid references dataset_revision,
    parent_id uuid references version,
    description text not null,
    author_id uuid not null references "user",
    created timestamptz(3) not null default now(),
    updated timestamptz(3) not null default now()
  )`,
  `create index draft_updated on draft (repository_id, updated desc, id desc)`,
  `create table evaluation (
    version_id uuid not null references version,
    index integer not null,
    epoch double precision not null,
    step integer not null,
    seconds double precision not null,
    metrics json not null,
    primary key (version_id, index)
  )`,
  `create table log_line (
    version_id uuid not null references version,
    sequence integer not null,
    at timestamptz(3) not null default now(),
    level text not null,
    message text not null,
    primary key (version_id, sequence)
  )`,
  `create table version_artifact (
    version_id uuid not null references version,
    path text not null,
    sha256 text not null references blob,
    media_type text not null,
    primary key (version_id, path)
  )`,
  `create index version_artifact_blob on version_artifact (sha256)`,
  `create table alias (
    repository_id uuid not null references repository,
    name text not null,
    version_id uuid not null references version,
    moved_by uuid not null references "user",
    moved timestamptz(3) not null default now(),
    primary key (repository_id, name)
  )`,
  `create index alias_version on alias (version_id)`,
  `create table alias_move (
    id bigint generated always as identity primary key,
    repository_id uuid not null references repository,
    name text not null,
    from_number integer,
    to_number integer,
    moved_by uuid not null references "user",
    at timestamptz(3) not null default now()
  )`,
  `create index alias_move_of on alias_move (repository_id, name, id desc)`,
  `create table worker (
    name text primary key,
    host text not null,
    concurrency integer not null,
    started timestamptz(3) not null default now(),
    heartbeat timestamptz(3) not null default now()
  )`,
  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz(3) not null default now(),
    actor_id uuid references "user",
    token_id uuid,
    action text not null,
    object_type text not null,
    object text not null,
    before jsonb,
    after jsonb
  )`,
  `create index audit_object on audit (object, id desc)`,
  `create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log is append-only'; end $$`,
  `create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only()`,
  `create trigger audit_not_emptied before truncate on audit
    for each statement execute function audit_is_append_only()`,
  `create table idempotency_key (
    user_id uuid not null references "user",
    key text not null,
    operation text not null,
    request_hash bytea not null,
    is_done boolean not null default false,
    answer jsonb,
    created timestamptz(3) not null default now(),
    primary key (user_id, key)
  )`,
  `create table setting (name text primary key, value jsonb not null)`,
]

export const tables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
