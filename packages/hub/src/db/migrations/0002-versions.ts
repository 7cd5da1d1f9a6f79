// Versions as they are read, and what the database itself refuses: changing one that is ready, and forgetting one.
import { sql, type Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** What a version is, once it is made. */
const givenColumns = [
  "id",
  "repository_id",
  "number",
  "origin",
  "model_type",
  "author_id",
  "parent_id",
  "dataset_revision_id",
  "config",
  "rendered_config",
  "outputs",
  "seed",
  "created",
]

/** What its training makes of it; nothing of it changes once it is ready. */
const trainedColumns = [
  "status",
  "objective",
  "metrics",
  "split",
  "model",
  "signature",
  "environment",
  "error",
  "queued_at",
  "preprocessing_at",
  "training_at",
  "evaluating_at",
  "ended",
]

/** json has no equality; as text it has. */
const rowOf = (row: "old" | "new", columns: readonly string[]): string =>
  `(${columns.map((column) => `${row}.${column}::text`).join(", ")})`
const differ = (columns: readonly string[]): string =>
  `${rowOf("old", columns)} is distinct from ${rowOf("new", columns)}`

const statements = [
  `create view version_view as
    select v.*,
      r.name as repository,
      r.deleted as repository_deleted,
      author.name as author_name,
      parent.number as parent_number,
      parent_repository.name as parent_repository,
      d.name as dataset,
      dr.number as dataset_revision,
      dr.sha256 as dataset_sha256,
      (select coalesce(json_agg(a.name order by a.name), '[]') from alias a where a.version_id = v.id) as aliases
    from version v
      join repository r on r.id = v.repository_id
      join "user" author on author.id = v.author_id
      left join version parent on parent.id = v.parent_id
      left join repository parent_repository on parent_repository.id = parent.repository_id
      left join dataset_revision dr on dr.id = v.dataset_revision_id
      left join dataset d on d.id = dr.dataset_id`,
  `create index version_of_repository on version (repository_id, number desc)
    include (author_id, dataset_revision_id) where deleted is null`,
  // What lists say of a repository's versions is kept with it: gathered for each of a page, it took most of the time of the list.
  `alter table repository
    add column versions integer not null default 0,
    add column latest_id uuid references version,
    add column contributors uuid[] not null default '{}',
    add column datasets text[] not null default '{}',
    add column aliases jsonb not null default '{}'`,
  `create function joined_words(words text[]) returns text language sql immutable as
    $$ select array_to_string(words, ' ') $$`,
  `alter table repository
    add column searched text generated always as (lower(name || ' ' || description || ' ' || joined_words(tags))) stored`,
  `create function repository_knows_versions() returns trigger language plpgsql as $$ begin
    update repository r
    set (versions, latest_id, contributors, datasets) = (
      select count(*),
        (array_agg(v.id order by v.number desc))[1],
        coalesce(array_agg(distinct v.author_id), '{}'),
        array(
          select distinct d.name from dataset_revision dr join dataset d on d.id = dr.dataset_id
          where dr.id = any(array_agg(v.dataset_revision_id)) order by d.name
        )
      from version v where v.repository_id = r.id and v.deleted is null
    )
    where r.id = new.repository_id;
    return null;
  end $$`,
  `create trigger version_known after insert or update of deleted on version
    for each row execute function repository_knows_versions()`,
  `create function repository_knows_aliases() returns trigger language plpgsql as $$ begin
    update repository r
    set aliases = (
      select coalesce(jsonb_object_agg(a.name, v.number), '{}')
      from alias a join version v on v.id = a.version_id where a.repository_id = r.id
    )
    where r.id = coalesce(new.repository_id, old.repository_id);
    return null;
  end $$`,
  `create trigger alias_known after insert or update or delete on alias
    for each row execute function repository_knows_aliases()`,
  `create index repository_forked_from on repository (forked_from)`,
  `create function version_keeps_what_it_is() returns trigger language plpgsql as $$ begin
    if ${differ(givenColumns)} then
      raise exception 'version % is what it was made as', old.id;
    end if;
    if old.status = 'ready' and (${differ(trainedColumns)}) then
      raise exception 'version % is ready and changes no more', old.id;
    end if;
    return new;
  end $$`,
  `create trigger version_immutable before update of ${[...givenColumns, ...trainedColumns].join(", ")} on version
    for each row execute function version_keeps_what_it_is()`,
  `create function version_is_not_forgotten() returns trigger language plpgsql as $$ begin
    raise exception 'version % is marked as deleted, not removed: its number is not given again', old.id;
  end $$`,
  `create trigger version_kept before delete on version
    for each row execute function version_is_not_forgotten()`,
  `create function artifact_of_ready_version() returns trigger language plpgsql as $$ begin
    if exists (select from version where id = old.version_id and status = 'ready' and deleted is null) then
      raise exception 'version % is ready and keeps its files', old.version_id;
    end if;
    return coalesce(new, old);
  end $$`,
  `create trigger version_artifact_kept before update or delete on version_artifact
    for each row execute function artifact_of_ready_version()`,
]

export const versions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
