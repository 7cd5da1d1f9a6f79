// Versions of the hub held against each other: all in which two differ, and several side by side.
import { formatConfig, type Config } from "@fidelio/core"
import type { Comparison, Diff, Evaluation, Version, VersionSummary } from "@fidelio/client"
import type { Kysely } from "kysely"
import type { HubContext } from "../context.ts"
import type { Database } from "../db/schema.ts"
import { parseVersionRef, readVersionRows } from "../versions/read-versions.ts"
import { summaryOf, versionOf } from "../versions/version-rows.ts"
import { compareMetrics } from "./compare.ts"
import type { VersionConfig } from "./diff-configs.ts"
import { diffData, type DataSide, type VersionData } from "./diff-data.ts"
import { diffEnvironment, diffModel } from "./diff-facts.ts"
import { diffMetrics } from "./diff-metrics.ts"

/** The difference of two versions, each written `titanic@3`. */
export async function diffVersions(
  { db, configs }: Pick<HubContext, "db" | "configs">,
  from: string,
  to: string,
): Promise<Diff> {
  const rows = await readVersionRows(db, [parseVersionRef(from), parseVersionRef(to)])
  const [before, after] = rows.map(versionOf) as [Version, Version] // as many as asked for
  const [fromSummary, toSummary] = rows.map(summaryOf) as [VersionSummary, VersionSummary] // as above
  const data = await dataOf(db, rows)
  const sideOf = ({ id, split }: Version): DataSide => ({ data: data.get(id) ?? null, split })
  return {
    from: fromSummary,
    to: toSummary,
    config: {
      changes: await configs.do("diff", configOf(before), configOf(after)),
      before: before.config,
      after: after.config,
      rendered_before: yamlOf(before),
      rendered_after: yamlOf(after),
    },
    data: diffData(sideOf(before), sideOf(after)),
    metrics: diffMetrics(before, after),
    model: diffModel(before.model, after.model),
    environment: diffEnvironment(before, after),
  }
}

/** No more of it than is compared. */
const configOf = ({ config, rendered_config }: Version): VersionConfig => ({ config, rendered_config })

const yamlOf = ({ rendered_config: config }: Version): string => formatConfig(config as unknown as Config) // rendered by a version of Fidelio

/** Metrics and learning curves of versions, each written `titanic@3`, in the order given. */
export async function compareVersions(db: Kysely<Database>, refs: readonly string[]): Promise<Comparison> {
  const rows = await readVersionRows(db, refs.map(parseVersionRef))
  const curves = await evaluationsOf(db, rows)
  return {
    versions: rows.map(summaryOf),
    rows: compareMetrics(rows),
    evaluations: rows.map(({ id }) => curves.get(id) ?? []),
  }
}

/** By the version's id. */
async function dataOf(
  db: Kysely<Database>,
  versions: readonly Identified[],
): Promise<ReadonlyMap<string, VersionData>> {
  const rows = await db
    .selectFrom("version as v")
    .innerJoin("dataset_revision as dr", "dr.id", "v.dataset_revision_id")
    .innerJoin("dataset as d", "d.id", "dr.dataset_id")
    .where("v.id", "in", ids(versions))
    .select(["v.id", "d.name", "dr.number", "dr.sha256", "dr.rows", "dr.profile"])
    .execute()
  return new Map(
    rows.map(({ id, name, number, ...data }) => [id, { dataset: name, revision: number, ...data }] as const),
  )
}

/** By the version's id. */
async function evaluationsOf(
  db: Kysely<Database>,
  versions: readonly Identified[],
): Promise<ReadonlyMap<string, Evaluation[]>> {
  const rows = await db
    .selectFrom("evaluation")
    .where("version_id", "in", ids(versions))
    .orderBy("version_id")
    .orderBy("index")
    .selectAll()
    .execute()
  const curves = new Map<string, Evaluation[]>()
  for (const { version_id: id, ...evaluation } of rows) {
    const curve = curves.get(id) ?? []
    curve.push(evaluation)
    curves.set(id, curve)
  }
  return curves
}

interface Identified {
  readonly id: string
}

const ids = (versions: readonly Identified[]): string[] => [...new Set(versions.map(({ id }) => id))]
