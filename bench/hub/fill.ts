// Fills a hub's database with repositories and versions, as many as a large organisation has after some years.
import { parseConfig } from "@fidelio/core"
import pg from "pg"

const config = `
input_features:
  - {name: pclass, type: category}
  - {name: sex, type: category}
  - {name: age, type: number}
  - {name: sibsp, type: number}
  - {name: fare, type: number}
  - {name: embarked, type: category}
output_features:
  - {name: survived, type: binary}
`

export interface Fill {
  readonly repositories: number
  readonly versions: number
}

/** Rows made by the database itself; the objects in them are of the sizes of real ones. */
export async function fill(connectionString: string, { repositories, versions }: Fill): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>(`select id from "user" order by created limit 1`)
    const author = rows[0]!.id
    await client.query(
      `insert into "user" (name, email, role)
        select 'Member ' || i, 'member' || i || '@example.org', 'editor' from generate_series(1, 40) i`,
    )
    await client.query(`insert into blob (sha256, bytes) values (repeat('0', 64), 60000)`)
    await client.query(
      `insert into dataset (name, description, created_by, next_revision)
        select 'data-' || i, 'Rows of use case ' || i, $1, 2 from generate_series(1, $2::int) i`,
      [author, repositories],
    )
    await client.query(
      `insert into dataset_revision (dataset_id, number, sha256, bytes, rows, format, source, profile, preview, created_by)
        select id, 1, repeat('0', 64), 60000, 891, 'csv', '{"kind": "upload", "name": "rows.csv"}', '[]', '{"columns": [], "rows": []}', $1
        from dataset`,
      [author],
    )
    await client.query(
      `insert into repository (name, description, owner_id, tags, next_number, updated)
        select 'use-case-' || i, 'What use case ' || i || ' predicts', $1, array['team-' || i % 20, 'tabular'], $3::int + 1,
          now() - i * interval '1 minute'
        from generate_series(1, $2::int) i`,
      [author, repositories, versions],
    )
    await client.query(
      `insert into version (id, parent_id, repository_id, number, status, description, origin, model_type, author_id, dataset_revision_id, config,
          rendered_config, outputs, seed, objective, metrics, queued_at, ended, created)
        select md5(r.id::text || n)::uuid, case when n > 1 then md5(r.id::text || n - 1)::uuid end, r.id, n, 'ready', 'Attempt ' || n, 'trained', 'ecd', u.id, d.id, $1::text, $2::jsonb,
          '[{"name": "survived", "type": "binary"}]', 42,
          jsonb_build_object('feature', 'survived', 'metric', 'roc_auc', 'split', 'validation', 'direction', 'maximize', 'value', random()),
          $3::jsonb, r.created, r.created, r.created + n * interval '1 second'
        from repository r
        join dataset s on s.name = replace(r.name, 'use-case-', 'data-')
        join dataset_revision d on d.dataset_id = s.id
        cross join generate_series(1, $4::int) n
        join "user" u on u.email = 'member' || (n % 40 + 1) || '@example.org'`,
      [config, JSON.stringify(parseConfig(config).config), JSON.stringify(metrics()), versions],
    )
    await client.query(
      `insert into alias (repository_id, name, version_id, moved_by)
        select repository_id, 'production', id, author_id from version where number = greatest(1, $1::int - 3)`,
      [versions],
    )
    await client.query("vacuum analyze")
  } finally {
    await client.end()
  }
}

function metrics(): object {
  const names = ["loss", "accuracy", "roc_auc", "precision", "recall", "specificity", "f1"]
  const split = { survived: Object.fromEntries(names.map((name, i) => [name, 0.5 + i / 20])), combined: { loss: 0.5 } }
  return { training: split, validation: split, test: split }
}
